//! What a merchant may tell of the device on which the payer pays
//! (<https://docs.y.uno/reference/payments/create-payment>, `customer_payer`).
//!
//! It serves the screening of fraud; the checkout tells it by itself.

use serde::Serialize;

/// A device as a provider of fraud screening knows it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct DeviceFingerprint {
    /// The provider.
    pub provider_id: FraudProvider,
    /// Its id of the device.
    pub id: String,
}

/// A provider of fraud screening.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FraudProvider {
    /// Clearsale.
    Clearsale,
    /// Cybersource.
    Cybersource,
    /// Riskified.
    Riskified,
    /// Signifyd.
    Signifyd,
    /// Vesta.
    Vesta,
    /// Konduto.
    Konduto,
    /// Bayonet.
    Bayonet,
    /// Mercado Pago.
    MercadoPago,
    /// Openpay.
    OpenPay,
}

/// The payer's browser.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct BrowserInfo {
    /// Its name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// What it accepts, as its header says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_header: Option<String>,
    /// Where the payer pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// The bits of a pixel: 1, 4, 8, 15, 16, 24, 30, 32 or 48.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color_depth: Option<String>,
    /// The height of the screen in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen_height: Option<String>,
    /// The width of the screen in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen_width: Option<String>,
    /// Whether it runs scripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub javascript_enabled: Option<bool>,
    /// Its language, as `en-US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The types it accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_browser: Option<String>,
    /// The encodings it accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept_content: Option<String>,
    /// Whether it runs Java.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub java_enabled: Option<bool>,
    /// Its distance from UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_time_difference: Option<String>,
}

/// Where a payer pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Platform {
    /// On the web.
    Web,
    /// In an app on iOS.
    Ios,
    /// In an app on Android.
    Android,
}
