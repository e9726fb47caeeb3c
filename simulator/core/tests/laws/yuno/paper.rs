//! One payment in the books: what was done to it, where it stands, and what is still to come.
//!
//! Written from the documents, in minutes and cents, without a word of the provider's own code. Knows
//! neither keys nor faults nor HTTP: those are in `books`.

/// Hundredths of the currency's unit.
pub(crate) type Cents = i64;
/// Minutes since the beginning.
pub(crate) type Minutes = i64;

/// What a line of a payment does: its `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Purchase,
    Authorize,
    Verify,
    Capture,
    Cancel,
    Refund,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Purchase => "PURCHASE",
            Self::Authorize => "AUTHORIZE",
            Self::Verify => "VERIFY",
            Self::Capture => "CAPTURE",
            Self::Cancel => "CANCEL",
            Self::Refund => "REFUND",
        }
    }
}

/// What the bank says, each by a response code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Yes,
    Later,
    No,
    Rejected,
    Broken,
}

impl Says {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Yes => "SUCCEEDED",
            Self::Later => "PENDING_PROVIDER_CONFIRMATION",
            Self::No => "DO_NOT_HONOR",
            Self::Rejected => "INTERNAL_ERROR",
            Self::Broken => "ERROR",
        }
    }
}

pub(crate) const AUTHORIZED: &str = "PENDING/AUTHORIZED";
pub(crate) const WAITING: &str = "PENDING/PENDING_PROVIDER_CONFIRMATION";
pub(crate) const VERIFIED: &str = "SUCCEEDED/VERIFIED";
pub(crate) const APPROVED: &str = "SUCCEEDED/APPROVED";
pub(crate) const CAPTURED: &str = "SUCCEEDED/CAPTURED";
pub(crate) const PARTLY_CAPTURED: &str = "SUCCEEDED/PARTIALLY_CAPTURED";
pub(crate) const CAPTURE_AGAIN: &str = "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS";
pub(crate) const CAPTURE_GIVEN_UP: &str = "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED";
pub(crate) const PARTLY_REFUNDED: &str = "SUCCEEDED/PARTIALLY_REFUNDED";
pub(crate) const REFUND_WAITING: &str = "REFUNDED/PENDING_PROVIDER_CONFIRMATION";
pub(crate) const REFUND_AGAIN: &str = "SUCCEEDED/REFUND_RETRY_IN_PROCESS";
pub(crate) const REFUNDED: &str = "REFUNDED/REFUNDED";
pub(crate) const CANCEL_WAITING: &str = "CANCELED/PENDING_PROVIDER_CONFIRMATION";
pub(crate) const CANCELED: &str = "CANCELED/CANCELED";
pub(crate) const DECLINED: &str = "DECLINED/DECLINED";
pub(crate) const REJECTED: &str = "REJECTED/REJECTED";
pub(crate) const BROKEN: &str = "ERROR/ERROR";
pub(crate) const EXPIRED: &str = "EXPIRED/EXPIRED";

/// States in which money was paid and no refund is on its way.
pub(crate) const PAID: [&str; 5] =
    [APPROVED, CAPTURED, PARTLY_CAPTURED, CAPTURE_GIVEN_UP, PARTLY_REFUNDED];
/// States in which time or the schedule can still do something to an authorization.
const OPEN: [&str; 5] = [AUTHORIZED, WAITING, CAPTURE_AGAIN, CANCEL_WAITING, CAPTURE_GIVEN_UP];
/// States in which the bank still holds what is neither captured nor released.
const HOLDING: [&str; 7] = [
    AUTHORIZED,
    CAPTURE_AGAIN,
    CANCEL_WAITING,
    CAPTURE_GIVEN_UP,
    PARTLY_CAPTURED,
    REFUND_WAITING,
    REFUND_AGAIN,
];

/// One transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    pub(crate) ended: &'static str,
    pub(crate) cents: Cents,
    /// The line that a merchant's request names as its origin.
    pub(crate) of: Option<usize>,
    /// Whether the provider was called for it: not where Yuno itself said no.
    pub(crate) called: bool,
}

impl Line {
    pub(crate) fn is_open(&self) -> bool {
        self.ended == "PENDING"
    }

    fn went_through(&self, kind: Kind) -> bool {
        self.kind == kind && self.ended == "SUCCEEDED"
    }
}

/// What can fall due. At one instant they follow each other in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    Capture,
    Refund,
    Cancel,
    HoldEnds,
}

impl What {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Capture => "capture_due",
            Self::Refund => "refund_due",
            Self::Cancel => "cancel_due",
            Self::HoldEnds => "hold_ends",
        }
    }
}

/// A try that is to come: of the schedule, or again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    pub(crate) at: Minutes,
    pub(crate) what: What,
    /// Whether something else has to end first.
    pub(crate) waits: bool,
    stubborn: bool,
    failed: usize,
    /// What is tried again; all that is left otherwise.
    again: Option<(Cents, Option<usize>)>,
}

/// A delay that the merchant asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delay {
    pub(crate) minutes: Minutes,
    pub(crate) stubborn: bool,
}

/// What is switched in a sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switches {
    /// How long an authorization holds.
    pub(crate) hold: Option<Minutes>,
    /// Whether the waits between tries count from the first one.
    pub(crate) from_first: bool,
}

impl Switches {
    /// The wait after so many failed tries and one more.
    fn wait(self, failed: usize) -> Option<Minutes> {
        let waits = [5, 50, 360, 1440, 2880, 5760];
        let before = if self.from_first && failed > 0 { waits.get(failed - 1)? } else { &0 };
        Some(waits.get(failed)? - before)
    }
}

/// One try.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    pub(crate) kind: Kind,
    pub(crate) cents: Cents,
    pub(crate) of: Option<usize>,
    pub(crate) stubborn: bool,
    pub(crate) failed: usize,
    pub(crate) by_merchant: bool,
}

/// One payment.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    pub(crate) stands: &'static str,
    pub(crate) lines: Vec<Line>,
    pub(crate) due: Vec<Due>,
    /// What merchants are told: whose line it is, how that ended, and where the payment stands then.
    pub(crate) told: Vec<(Kind, &'static str, &'static str)>,
    /// What a refund that fails goes back to.
    before: &'static str,
    delays: [Option<Delay>; 2],
    switches: Switches,
}

impl Paper {
    pub(crate) fn new(
        (kind, cents): (Kind, Cents),
        says: Says,
        delays: [Option<Delay>; 2],
        (now, switches): (Minutes, Switches),
    ) -> Self {
        let (ended, stands) = match says {
            Says::Yes => ("SUCCEEDED", Self::begun(kind)),
            Says::Later => ("PENDING", WAITING),
            Says::No => ("DECLINED", DECLINED),
            Says::Rejected => ("REJECTED", REJECTED),
            Says::Broken => ("ERROR", BROKEN),
        };
        let lines = vec![Line { kind, ended, cents, of: None, called: says != Says::Rejected }];
        let told = vec![(kind, ended, stands)];
        let before = stands;
        let mut paper = Self { stands, lines, due: Vec::new(), told, before, delays, switches };
        if stands == AUTHORIZED {
            paper.schedule(now);
        }
        paper
    }

    const fn begun(kind: Kind) -> &'static str {
        match kind {
            Kind::Purchase => APPROVED,
            Kind::Verify => VERIFIED,
            Kind::Authorize | Kind::Capture | Kind::Cancel | Kind::Refund => AUTHORIZED,
        }
    }

    fn schedule(&mut self, now: Minutes) {
        let named = [(What::Capture, self.delays[0]), (What::Cancel, self.delays[1])];
        for (what, delay) in named {
            if let Some(Delay { minutes, stubborn }) = delay {
                self.put(now + minutes, what, (stubborn, 0, None));
            }
        }
        if let Some(hold) = self.switches.hold {
            self.put(now + hold, What::HoldEnds, (false, 0, None));
        }
    }

    fn put(
        &mut self,
        at: Minutes,
        what: What,
        (stubborn, failed, again): (bool, usize, Option<(Cents, Option<usize>)>),
    ) {
        self.due.push(Due { at, what, waits: false, stubborn, failed, again });
    }

    pub(crate) fn sum(&self, kind: Kind) -> Cents {
        self.lines.iter().filter(|line| line.went_through(kind)).map(|line| line.cents).sum()
    }

    /// What was authorized and can be captured.
    pub(crate) fn left_to_capture(&self) -> Cents {
        self.lines[0].cents - self.sum(Kind::Capture)
    }

    /// What was paid and can be given back.
    pub(crate) fn left_to_refund(&self) -> Cents {
        self.merchants()
    }

    /// What is the merchant's.
    pub(crate) fn merchants(&self) -> Cents {
        self.sum(Kind::Purchase) + self.sum(Kind::Capture) - self.sum(Kind::Refund)
    }

    /// What the bank holds.
    pub(crate) fn held(&self) -> Cents {
        let reserved = self.sum(Kind::Authorize) - self.sum(Kind::Capture);
        if HOLDING.contains(&self.stands) { reserved } else { 0 }
    }

    /// Whether the bank holds all that was authorized, so that it could be let go.
    pub(crate) fn can_be_released(&self) -> bool {
        let held = [AUTHORIZED, CAPTURE_GIVEN_UP].contains(&self.stands);
        held && self.sum(Kind::Capture) == 0
    }

    /// What is left of a line to be given back.
    pub(crate) fn left_of(&self, line: usize) -> Cents {
        let back = self.lines.iter().filter(|one| one.went_through(Kind::Refund));
        let back: Cents = back.filter(|one| one.of == Some(line)).map(|one| one.cents).sum();
        (self.lines[line].cents - back).min(self.left_to_refund())
    }

    pub(crate) fn open_line(&self) -> Option<usize> {
        self.lines.iter().position(Line::is_open)
    }

    /// Where a success of so much leads.
    fn success(&self, kind: Kind, cents: Cents) -> &'static str {
        match kind {
            Kind::Purchase | Kind::Authorize | Kind::Verify => Self::begun(kind),
            Kind::Capture if cents < self.left_to_capture() => PARTLY_CAPTURED,
            Kind::Capture => CAPTURED,
            Kind::Cancel => CANCELED,
            Kind::Refund if cents < self.left_to_refund() => PARTLY_REFUNDED,
            Kind::Refund => REFUNDED,
        }
    }

    /// Makes a try.
    pub(crate) fn attempt(&mut self, a_try: Try, says: Says, now: Minutes) {
        let Try { kind, cents, of, stubborn, failed, by_merchant } = a_try;
        let wrong = !matches!(says, Says::Yes | Says::Later);
        let wait = self.switches.wait(failed).filter(|_| wrong && stubborn);
        let given_up = wrong && stubborn && wait.is_none();
        let ended = match says {
            Says::Yes => "SUCCEEDED",
            Says::Later => "PENDING",
            Says::Rejected | Says::Broken if !stubborn => "ERROR",
            Says::No | Says::Rejected | Says::Broken => "DECLINED",
        };
        if PAID.contains(&self.stands) {
            self.before = self.stands;
        }
        self.stands = match (kind, says) {
            (_, Says::Yes) => self.success(kind, cents),
            (Kind::Cancel, Says::Later) => CANCEL_WAITING,
            (Kind::Refund, Says::Later) => REFUND_WAITING,
            (Kind::Refund, _) if wait.is_some() => REFUND_AGAIN,
            (Kind::Refund, _) if given_up => APPROVED,
            (Kind::Refund, _) => self.before,
            (Kind::Capture, Says::No | Says::Rejected | Says::Broken) => match (wait, given_up) {
                (Some(_), _) => CAPTURE_AGAIN,
                (None, true) => CAPTURE_GIVEN_UP,
                (None, false) if !by_merchant && self.will(What::Cancel) => self.stands,
                (None, false) => self.capture_failed(says),
            },
            (Kind::Capture | Kind::Cancel, _) => self.stands,
            (Kind::Purchase | Kind::Authorize | Kind::Verify, _) => {
                unreachable!("only what follows is tried")
            }
        };
        self.lines.push(Line { kind, ended, cents, of, called: says != Says::Rejected });
        self.told.push((kind, ended, self.stands));
        self.plan(a_try, says, (now, wait.map(|wait| now + wait)));
    }

    fn capture_failed(&self, says: Says) -> &'static str {
        match says {
            _ if self.stands == PARTLY_CAPTURED => PARTLY_CAPTURED,
            Says::Rejected => REJECTED,
            Says::Broken => BROKEN,
            Says::Yes | Says::Later | Says::No => DECLINED,
        }
    }

    /// What is to come after a try.
    fn plan(&mut self, a_try: Try, says: Says, (now, again): (Minutes, Option<Minutes>)) {
        let Try { kind, cents, of, failed, by_merchant, .. } = a_try;
        if by_merchant {
            self.drop_but_hold();
        }
        match (kind, says, again) {
            (Kind::Capture | Kind::Cancel, Says::Yes, _) => self.due.clear(),
            (Kind::Capture, Says::Later, _) => self.wait(&[What::Cancel, What::HoldEnds]),
            (Kind::Cancel, Says::Later, _) => {
                self.drop_but_hold();
                self.wait(&[What::HoldEnds]);
            }
            (Kind::Capture, _, Some(at)) => {
                self.wait(&[What::Cancel]);
                self.put(at, What::Capture, (true, failed + 1, Some((cents, of))));
            }
            (Kind::Capture, _, None) => self.go_on(now),
            (Kind::Cancel, _, Some(at)) => self.put(at, What::Cancel, (true, failed + 1, None)),
            (Kind::Refund, _, Some(at)) => {
                self.put(at, What::Refund, (true, failed + 1, Some((cents, of))));
            }
            (Kind::Cancel | Kind::Refund, _, None) => {}
            (Kind::Purchase | Kind::Authorize | Kind::Verify, _, _) => {}
        }
        if !OPEN.contains(&self.stands) && self.stands != REFUND_AGAIN {
            self.due.clear();
        }
    }

    fn will(&self, what: What) -> bool {
        self.due.iter().any(|due| due.what == what)
    }

    fn drop_but_hold(&mut self) {
        self.due.retain(|due| due.what == What::HoldEnds);
    }

    fn wait(&mut self, which: &[What]) {
        self.due
            .iter_mut()
            .filter(|due| which.contains(&due.what))
            .for_each(|due| due.waits = true);
    }

    /// What waited follows at its instant, or now when that has passed.
    fn go_on(&mut self, now: Minutes) {
        for due in &mut self.due {
            due.waits = false;
            due.at = due.at.max(now);
        }
    }

    /// An open line is decided at last, by whoever kept it open.
    pub(crate) fn decide(&mut self, line: usize, confirmed: bool, now: Minutes) {
        let Line { kind, cents, .. } = self.lines[line];
        self.stands = match (confirmed, kind) {
            (true, _) => self.success(kind, cents),
            (false, Kind::Capture) if self.stands == CAPTURE_AGAIN => CAPTURE_GIVEN_UP,
            (false, Kind::Capture) if self.will(What::Cancel) => self.stands,
            (false, Kind::Capture) => self.capture_failed(Says::No),
            (false, Kind::Cancel) => AUTHORIZED,
            (false, Kind::Refund) => self.before,
            (false, Kind::Purchase | Kind::Authorize | Kind::Verify) => DECLINED,
        };
        self.lines[line].ended = if confirmed { "SUCCEEDED" } else { "DECLINED" };
        self.told.push((kind, self.lines[line].ended, self.stands));
        match (confirmed, kind) {
            (true, Kind::Authorize) => self.schedule(now),
            (true, Kind::Capture | Kind::Cancel) => self.due.clear(),
            (true, Kind::Purchase | Kind::Verify | Kind::Refund) => {}
            (false, _) if self.stands == DECLINED => self.due.clear(),
            (false, _) => self.go_on(now),
        }
    }

    /// Lets everything up to an instant fall due.
    pub(crate) fn advance(&mut self, from: Minutes, to: Minutes, weather: Says) {
        let mut now = from;
        let next = |due: &[Due]| {
            let ready = due.iter().enumerate().filter(|(_, due)| !due.waits && due.at <= to);
            ready.min_by_key(|(_, due)| (due.at, due.what)).map(|(position, _)| position)
        };
        while let Some(position) = next(&self.due) {
            let due = self.due.remove(position);
            now = now.max(due.at);
            self.fire(&due, weather, now);
        }
    }

    fn fire(&mut self, due: &Due, weather: Says, now: Minutes) {
        let kind = match due.what {
            What::Capture => Kind::Capture,
            What::Refund => Kind::Refund,
            What::Cancel => Kind::Cancel,
            What::HoldEnds => {
                self.lines[0].ended = "EXPIRED";
                self.stands = EXPIRED;
                self.told.push((Kind::Authorize, "EXPIRED", EXPIRED));
                self.due.clear();
                return;
            }
        };
        let (cents, of) = due.again.unwrap_or((self.left_to_capture(), None));
        let (stubborn, failed) = (due.stubborn, due.failed);
        let a_try = Try { kind, cents, of, stubborn, failed, by_merchant: false };
        self.attempt(a_try, weather, now);
    }
}
