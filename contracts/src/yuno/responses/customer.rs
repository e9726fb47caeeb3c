//! Who pays, as Yuno answers it: what was sent, completed from the stored customer.

use crate::RawJson;

answer! {
    /// Who pays.
    Customer
    optional {
        /// The stored customer; null when none was named.
        id: super::super::CustomerId,
        /// The merchant's own id.
        merchant_customer_id: String,
        /// The given name.
        first_name: String,
        /// The family name.
        last_name: String,
        /// `M`, `F` or another documented letter; empty in webhooks when not known.
        gender: String,
        /// As `1990-02-28`.
        date_of_birth: String,
        /// The e-mail address.
        email: String,
        /// The country.
        nationality: String,
        /// The address of the device.
        ip_address: String,
        /// The device, in the older form.
        device_fingerprint: String,
        /// The devices, one per provider.
        device_fingerprints: RawJson,
        /// The session at a third party.
        third_party_session_id: String,
        /// The browser.
        browser_info: BrowserInfo,
        /// The identity document.
        document: Document,
        /// The telephone number.
        phone: Phone,
        /// Where the invoice goes.
        billing_address: Address,
        /// Where the goods go.
        shipping_address: Address,
        /// Where the device is; `geo_location` in webhooks.
        geolocation: RawJson,
        /// What the merchant has verified.
        merchant_customer_validations: CustomerValidations,
        /// When the merchant first knew the customer.
        merchant_customer_created_at: String,
    }
}

answer! {
    /// What the merchant has verified.
    CustomerValidations
    optional {
        /// The account.
        account_is_verified: bool,
        /// The e-mail address.
        email_is_verified: bool,
        /// The telephone number.
        phone_is_verified: bool,
    }
}

answer! {
    /// The shopper's browser.
    BrowserInfo
    optional {
        /// Its name.
        user_agent: String,
        /// What it accepts.
        accept_header: String,
        /// The encodings it accepts.
        accept_content: String,
        /// The types it accepts.
        accept_browser: String,
        /// The colour depth, as text.
        color_depth: String,
        /// The height of the screen, as text.
        screen_height: String,
        /// The width of the screen, as text.
        screen_width: String,
        /// Whether it runs scripts.
        javascript_enabled: bool,
        /// Whether it runs Java.
        java_enabled: bool,
        /// Its distance from UTC.
        browser_time_difference: String,
        /// Its language.
        language: String,
        /// `WEB`, `IOS` or `ANDROID`.
        platform: String,
    }
}

answer! {
    /// An identity document.
    Document
    optional {
        /// The kind, as `CC`.
        document_type: String,
        /// The number.
        document_number: String,
    }
}

answer! {
    /// A telephone number.
    Phone
    optional {
        /// Without the country.
        number: String,
        /// Without a plus sign.
        country_code: String,
    }
}

answer! {
    /// A postal address.
    Address
    optional {
        /// Street and number.
        address_line_1: String,
        /// What else belongs to it.
        address_line_2: String,
        /// The country.
        country: String,
        /// The state.
        state: String,
        /// The city.
        city: String,
        /// The postal code.
        zip_code: String,
        /// The part of the city.
        neighborhood: String,
    }
}
