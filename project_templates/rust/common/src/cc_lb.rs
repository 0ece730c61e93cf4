//! Everything a cc-lb plugin in Rust needs besides its own logic.
//!
//! A plugin is a list of handlers in [`plugin!`]. From it come identity, exports, handshake and self-check; a handler
//! takes a decoded request and returns a response or an [`Error`], and never sees JSON.
//!
//! "Section N" in the comments is a section of PROTOCOL.md.

// A plugin has a few of the wire functions; the others cost nothing.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, Visitor,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

// ---------------------------------------------------------------------------------------------------
// The wire types (section 7). An `Option` may be null or absent. Fields of a newer host are ignored.
// ---------------------------------------------------------------------------------------------------

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub name: String,
    pub value_base64: String,
}

impl Header {
    pub fn new(name: &str, value: &[u8]) -> Self {
        Header {
            name: name.to_owned(),
            value_base64: base64(value),
        }
    }

    /// Header names are compared without regard to case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Principal {
    pub id: String,
    pub kind: String,
    pub claims: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Upstream {
    pub kind: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    pub request_id: String,
    pub headers: Vec<Header>,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub body_base64: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShapeRequest {
    pub request: Request,
    pub upstream: Upstream,
    pub principal: Principal,
    pub upstream_base_url: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShapeResponse {
    pub url: String,
    pub method: String,
    pub headers: Vec<Header>,
    pub body_base64: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NormalizeErrorRequest {
    pub status: u16,
    pub body_base64: String,
}

/// `None` means: leave the upstream's body as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NormalizeErrorResponse {
    pub body_base64: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuildSignerRequest {
    pub upstream: Upstream,
    pub factory_state: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BuildSignerResponse {
    pub signer_state: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignRequest {
    pub shaped: ShapeResponse,
    pub signer_state: Value,
}

/// `None` means: unchanged. Headers replace the whole list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SignResponse {
    pub url: Option<String>,
    pub method: Option<String>,
    pub headers: Option<Vec<Header>>,
    pub body_base64: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpstreamError {
    pub status: u16,
    pub body_base64: Option<String>,
    /// `unauthorized`, `retryable` or `failed`.
    pub category: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OnUnauthorizedRequest {
    pub error: UpstreamError,
    pub signer_state: Value,
}

/// `refresh` makes the host sign again with the new state; any other decision fails the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OnUnauthorizedResponse {
    pub decision: String,
    pub signer_state: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ObserveEvent {
    RequestStarted {
        request_id: String,
        downstream_user_agent: Option<String>,
    },
    AuthnComplete {
        principal_id: String,
        principal_kind: String,
    },
    UpstreamChosen {
        upstream: Upstream,
    },
    Chunk {
        batch_index: u64,
        event_count: u64,
        total_bytes: u64,
    },
    RequestFinished {
        status: u16,
        input_tokens: Option<u64>,
        output_tokens: Option<u64>,
        cache_creation_input_tokens: Option<u64>,
        cache_read_input_tokens: Option<u64>,
        duration_ms: u64,
    },
    Error {
        code: String,
        message: String,
        source: String,
    },
    /// A kind of a newer host. It never fails a whole batch.
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObserveRequest {
    pub events: Vec<ObserveEvent>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ObserveResponse {}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RateLimit {
    pub kind: String,
    pub window: String,
    pub limit: Option<u64>,
    pub remaining: Option<u64>,
    pub reset: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SubscriptionQuota {
    pub window: String,
    pub source: String,
    pub data_state: String,
    pub utilization: Option<f64>,
    pub status: Option<String>,
    pub resets_at_unix_secs: Option<u64>,
    pub surpassed_threshold: Option<bool>,
    pub representative_claim: Option<String>,
    pub disabled_reason: Option<String>,
    pub observed_at_unix_millis: Option<u64>,
    pub age_secs: Option<u64>,
}

/// What the host expects of the upstream's cache for this request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CacheScore {
    pub predicted_cache_read_tokens: u32,
    pub predicted_cache_creation_tokens_5m: u32,
    pub predicted_cache_creation_tokens_1h: u32,
    pub predicted_uncached_input_tokens: u32,
    pub predicted_expires_at_unix_secs: Option<u64>,
    pub matched_breakpoint_index: Option<u32>,
    pub confidence: f32,
    pub ambiguity_reason: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Candidate {
    pub upstream_id: String,
    pub name: String,
    pub kind: String,
    pub observed_rate_limits: Vec<RateLimit>,
    pub subscription_quotas: Vec<SubscriptionQuota>,
    pub observed_at_unix_secs: u64,
    pub cache_score: Option<CacheScore>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilterRequest {
    pub request_id: String,
    pub headers: Vec<Header>,
    pub method: String,
    pub path: String,
    pub query: Option<String>,
    pub body_base64: String,
    pub principal: Principal,
    pub candidates: Vec<Candidate>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Accept,
    Reject,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilterResult {
    pub upstream_id: String,
    pub decision: Decision,
    pub reason: String,
}

/// The answer of protocol line 0.1: one result for each candidate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilterResponse {
    pub results: Vec<FilterResult>,
}

/// A message, and the smallest text of it that a host may send or take: what the self-check and tests begin with.
pub trait Message: Serialize + DeserializeOwned {
    const DRY_RUN: &'static str;

    fn dry_run() -> Self {
        serde_json::from_str(Self::DRY_RUN).expect("a sample fits its type")
    }
}

macro_rules! dry_run {
    ($($message:ty => $text:expr;)*) => { $(impl Message for $message { const DRY_RUN: &'static str = $text; })* };
}

dry_run! {
    ShapeRequest => r#"{"request":{"request_id":"dry-run-request","headers":[],"method":"POST","path":"/v1/messages",
        "body_base64":""},"upstream":{"kind":"anthropic_direct"},
        "principal":{"id":"dry-run-principal","kind":"api_key","claims":{}}}"#;
    ShapeResponse => r#"{"url":"https://api.anthropic.com/v1/messages","method":"POST","headers":[],"body_base64":""}"#;
    NormalizeErrorRequest => r#"{"status":500,"body_base64":""}"#;
    NormalizeErrorResponse => "{}";
    BuildSignerRequest => r#"{"upstream":{"kind":"anthropic_direct"},"factory_state":null}"#;
    BuildSignerResponse => r#"{"signer_state":null}"#;
    SignRequest => r#"{"shaped":{"url":"https://api.anthropic.com/v1/messages","method":"POST","headers":[],
        "body_base64":""},"signer_state":null}"#;
    SignResponse => "{}";
    OnUnauthorizedRequest => r#"{"error":{"status":401,"category":"unauthorized"},"signer_state":null}"#;
    OnUnauthorizedResponse => r#"{"decision":"fail","signer_state":null}"#;
    ObserveRequest => r#"{"events":[{"kind":"request_started","request_id":"dry-run-request"}]}"#;
    ObserveResponse => "{}";
    FilterRequest => r#"{"request_id":"dry-run-request","headers":[],"method":"POST","path":"/v1/messages",
        "body_base64":"","principal":{"id":"dry-run-principal","kind":"api_key","claims":{}},"candidates":[]}"#;
    FilterResponse => r#"{"results":[]}"#;
    Candidate => r#"{"upstream_id":"00000000-0000-0000-0000-000000000000","name":"dry-run-upstream",
        "kind":"anthropic_api_key","observed_rate_limits":[],"subscription_quotas":[],"observed_at_unix_secs":0}"#;
}

// ---------------------------------------------------------------------------------------------------
// The plugin
// ---------------------------------------------------------------------------------------------------

/// Why a call failed. The text goes into the host's log: no headers and no bodies, which hold secrets.
#[derive(Debug, PartialEq)]
pub struct Error(pub String);

/// One wire function that the plugin has.
pub struct Function {
    pub name: &'static str,
    pub answer: fn(&str) -> Result<String, Error>,
    pub check: fn(&str) -> Option<Failure>,
}

/// Makes a plugin of its handlers: `plugin! { shape, normalize_error }`. Each has the name of its wire function.
#[macro_export]
macro_rules! plugin {
    ($($function:ident),+ $(,)?) => {
        pub const FUNCTIONS: &[$crate::cc_lb::Function] = &[$($crate::cc_lb::Function {
            name: stringify!($function),
            answer: |text| $crate::cc_lb::answer($function, text),
            check: |name| $crate::cc_lb::check_messages($function, name),
        }),+];

        // Tests run natively, where nobody calls exports.
        #[cfg(target_arch = "wasm32")]
        mod exports {
            #[no_mangle]
            extern "C" fn cc_lb_handshake() -> i32 {
                $crate::cc_lb::kernel::run(|text| $crate::cc_lb::handshake(super::FUNCTIONS, text))
            }

            #[no_mangle]
            extern "C" fn cc_lb_self_check() -> i32 {
                $crate::cc_lb::kernel::run(|text| $crate::cc_lb::self_check(super::FUNCTIONS, text))
            }

            $(#[no_mangle]
            extern "C" fn $function() -> i32 {
                $crate::cc_lb::kernel::run(|text| $crate::cc_lb::answer(super::$function, text))
            })+
        }
    };
}

/// Layer 1 (section 2): name and version are those of Cargo.toml.
const IDENTITY: &str = concat!(
    r#"{"magic":[204,27,112,16,0,1,0,0],"abi_envelope":1,"plugin_name":""#,
    env!("CARGO_PKG_NAME"),
    r#"","plugin_version":""#,
    env!("CARGO_PKG_VERSION"),
    r#""}"#
);

/// A custom section takes an array, not a slice.
#[cfg(target_arch = "wasm32")]
#[link_section = "cc_lb.plugin.v1"]
#[used]
static SECTION: [u8; IDENTITY.len()] = {
    let mut bytes = [0; IDENTITY.len()];
    let mut at = 0;
    while at < bytes.len() {
        bytes[at] = IDENTITY.as_bytes()[at];
        at += 1;
    }
    bytes
};

/// The version of every message that this file can encode and decode.
const VERSION: u32 = 1;

/// A message with the version in front.
#[derive(Serialize)]
struct Envelope<T> {
    _v: u32,
    #[serde(flatten)]
    message: T,
}

/// Takes `_v` out while the message is read. `#[serde(flatten)]` would copy the whole message, which costs fuel.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Envelope<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Envelope<T>, M::Error> {
                let mut version = None;
                let others = WithoutVersion {
                    map,
                    version: &mut version,
                };
                let message = T::deserialize(MapAccessDeserializer::new(others))?;
                Ok(Envelope {
                    _v: version.ok_or_else(|| M::Error::missing_field("_v"))?,
                    message,
                })
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// The fields of a message, without the version among them.
struct WithoutVersion<'a, M> {
    map: M,
    version: &'a mut Option<u32>,
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for WithoutVersion<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, M::Error> {
        while let Some(key) = self.map.next_key::<String>()? {
            if key != "_v" {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            *self.version = Some(self.map.next_value()?);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, M::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Layer 5 (section 8): takes a request out of its envelope, and puts the response into one.
pub fn answer<Q: Message, A: Message>(
    handler: fn(Q) -> Result<A, Error>,
    text: &str,
) -> Result<String, Error> {
    let Envelope { _v, message } = decode("request", text)?;
    if _v != VERSION {
        return Err(Error(format!(
            "expected a request of version {VERSION}, found {_v}"
        )));
    }
    encode(&Envelope {
        _v,
        message: handler(message)?,
    })
}

fn decode<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Error> {
    // Errors of syntax say where; those of a value may quote it, and a value may be a secret.
    serde_json::from_str(text).map_err(|error| {
        let why = if error.is_data() {
            "a field is missing, or has another type"
        } else {
            "it is no JSON"
        };
        Error(format!(
            "the {what} does not decode: {why}, at line {}, column {}",
            error.line(),
            error.column()
        ))
    })
}

fn encode<T: Serialize>(message: &T) -> Result<String, Error> {
    serde_json::to_string(message)
        .map_err(|error| Error(format!("the response does not encode: {error}")))
}

// ---------------------------------------------------------------------------------------------------
// Layer 2: handshake (section 4)
// ---------------------------------------------------------------------------------------------------

/// Without one of these on the host, the handshake fails.
const REQUIRED_CAPABILITIES: &[&str] = &[];

#[derive(Deserialize)]
struct Offer {
    handshake_schema_version: u32,
    envelope_version: u32,
    function_versions: BTreeMap<String, Vec<u32>>,
    host_capabilities: BTreeSet<String>,
}

#[derive(Serialize)]
struct Accept<'a> {
    handshake_schema_version: u32,
    envelope_version: u32,
    chosen_versions: BTreeMap<&'a str, u32>,
    plugin_supported: BTreeMap<&'a str, [u32; 1]>,
    implemented_functions: BTreeSet<&'a str>,
    required_capabilities: &'a [&'a str],
}

pub fn handshake(functions: &[Function], text: &str) -> Result<String, Error> {
    let offer: Offer = decode("offer", text)?;
    if offer.handshake_schema_version != 1 || offer.envelope_version != 1 {
        return Err(Error(
            "expected handshake_schema_version 1 and envelope_version 1".to_owned(),
        ));
    }
    for capability in REQUIRED_CAPABILITIES {
        if !offer.host_capabilities.contains(*capability) {
            let text =
                format!("required capability '{capability}' not available in host capabilities");
            return Err(Error(text));
        }
    }
    // For each function the newest version that both sides speak; a function without one is left out.
    let is_shared = |name: &str| {
        offer
            .function_versions
            .get(name)
            .map_or(false, |offered| offered.contains(&VERSION))
    };
    let names = || functions.iter().map(|function| function.name);
    encode(&Accept {
        handshake_schema_version: 1,
        envelope_version: 1,
        chosen_versions: names()
            .filter(|name| is_shared(name))
            .map(|name| (name, VERSION))
            .collect(),
        plugin_supported: names().map(|name| (name, [VERSION])).collect(),
        implemented_functions: names().collect(),
        required_capabilities: REQUIRED_CAPABILITIES,
    })
}

// ---------------------------------------------------------------------------------------------------
// Layer 3: self-check (section 6)
// ---------------------------------------------------------------------------------------------------

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SelfCheckRequest {
    functions_to_test: Vec<String>,
    initiated_at: i64,
}

#[derive(Serialize)]
pub struct Failure {
    stage: &'static str,
    message: String,
}

#[derive(Serialize)]
struct SelfCheckResponse {
    status: &'static str,
    failures: Vec<Failure>,
    completed_at: i64,
}

pub fn self_check(functions: &[Function], text: &str) -> Result<String, Error> {
    let request: SelfCheckRequest = decode("self-check request", text)?;
    if request.initiated_at <= 0 {
        return Err(Error("expected a positive initiated_at".to_owned()));
    }
    // Being asked for a function that the plugin does not have is no failure.
    let is_asked_for = |function: &&Function| {
        request
            .functions_to_test
            .iter()
            .any(|name| name == function.name)
    };
    let failures: Vec<Failure> = functions
        .iter()
        .filter(is_asked_for)
        .filter_map(|function| (function.check)(function.name))
        .collect();
    let status = if failures.is_empty() {
        "success"
    } else {
        "failure"
    };
    encode(&SelfCheckResponse {
        status,
        failures,
        completed_at: request.initiated_at,
    })
}

/// A failure when a dry-run message of a handler comes back changed from being encoded and decoded.
pub fn check_messages<Q: Message, A: Message>(
    _: fn(Q) -> Result<A, Error>,
    name: &str,
) -> Option<Failure> {
    let good = is_round::<Q>().and_then(|request| Ok(request && is_round::<A>()?));
    let message = match good {
        Ok(true) => return None,
        Ok(false) => format!("{name}: a message changes when it is encoded and decoded"),
        Err(error) => format!("{name}: {error}"),
    };
    Some(Failure {
        stage: "wire_function_test",
        message,
    })
}

fn is_round<M: Message>() -> serde_json::Result<bool> {
    let once = serde_json::to_string(&serde_json::from_str::<M>(M::DRY_RUN)?)?;
    let twice = serde_json::to_string(&serde_json::from_str::<M>(&once)?)?;
    Ok(once == twice)
}

// ---------------------------------------------------------------------------------------------------
// Base64, standard alphabet with padding
// ---------------------------------------------------------------------------------------------------

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() + 2) / 3 * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| {
            bits << 8 | u32::from(*group.get(at).unwrap_or(&0))
        });
        for at in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() {
                letter as char
            } else {
                '='
            });
        }
    }
    text
}

/// The bytes of a text; `None`: it is no base64.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=');
    if text.len() % 4 != 0 || text.len() - letters.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for letter in letters.bytes() {
        let value = ALPHABET.iter().position(|one| *one == letter)? as u32;
        bits = (bits << 6 | value) & 0xFFF; // at most six bits are left over from before
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // Bits that nobody needs are zero.
    (bits & ((1 << count) - 1) == 0).then_some(bytes)
}

// ---------------------------------------------------------------------------------------------------
// The Extism kernel: input, output, error, log, configuration
// ---------------------------------------------------------------------------------------------------

/// An entry of the configuration that the operator gives the plugin; `None` where there is none.
pub fn config(key: &str) -> Option<String> {
    kernel::config(key)
}

/// Writes a line to Extism's own log.
pub fn log(line: &str) {
    kernel::log(line);
}

#[cfg(target_arch = "wasm32")]
pub mod kernel {
    use super::Error;

    #[link(wasm_import_module = "extism:host/env")]
    extern "C" {
        fn input_length() -> u64;
        fn input_load_u8(offset: u64) -> u8;
        fn input_load_u64(offset: u64) -> u64;
        fn alloc(size: u64) -> u64;
        fn length(block: u64) -> u64;
        fn load_u8(offset: u64) -> u8;
        fn store_u8(offset: u64, byte: u8);
        fn store_u64(offset: u64, word: u64);
        fn output_set(block: u64, size: u64);
        fn error_set(block: u64);
        fn log_info(block: u64);
        fn config_get(key: u64) -> u64;
    }

    /// An export as Extism calls it: no parameters, 0 is success, 1 a failure with an error text.
    pub fn run(answer: impl FnOnce(&str) -> Result<String, Error>) -> i32 {
        let answered = match String::from_utf8(input()) {
            Ok(text) => answer(&text),
            Err(_) => Err(Error("the input is no UTF-8".to_owned())),
        };
        match answered {
            Ok(output) => {
                let block = to_block(output.as_bytes());
                // Safety: the block is ours and has this size.
                unsafe { output_set(block, output.len() as u64) };
                0
            }
            Err(Error(text)) => {
                let block = to_block(text.as_bytes());
                // Safety: the block is ours.
                unsafe { error_set(block) };
                1
            }
        }
    }

    /// Eight bytes at a time: every call of the kernel costs fuel.
    fn input() -> Vec<u8> {
        // Safety: the kernel's functions read its own memory, within the length that it states.
        unsafe {
            let size = input_length();
            let mut bytes = Vec::with_capacity(size as usize);
            for at in 0..size / 8 {
                bytes.extend_from_slice(&input_load_u64(at * 8).to_le_bytes());
            }
            bytes.extend((size / 8 * 8..size).map(|at| input_load_u8(at)));
            bytes
        }
    }

    /// A block of the kernel's memory: how bytes reach the host. The kernel frees all of them before the next call.
    fn to_block(bytes: &[u8]) -> u64 {
        // Safety: it is written within the size that was asked for.
        unsafe {
            let block = alloc(bytes.len() as u64);
            let words = bytes.chunks_exact(8);
            let rest = words.remainder();
            for (at, word) in words.enumerate() {
                let mut eight = [0; 8];
                eight.copy_from_slice(word);
                store_u64(block + at as u64 * 8, u64::from_le_bytes(eight));
            }
            let start = block + (bytes.len() - rest.len()) as u64;
            for (at, byte) in rest.iter().enumerate() {
                store_u8(start + at as u64, *byte);
            }
            block
        }
    }

    pub fn config(key: &str) -> Option<String> {
        let key = to_block(key.as_bytes());
        // Safety: the block is ours, and what is found is read within its length.
        let value = unsafe {
            let block = config_get(key);
            if block == 0 {
                return None;
            }
            (0..length(block)).map(|at| load_u8(block + at)).collect()
        };
        String::from_utf8(value).ok()
    }

    pub fn log(line: &str) {
        let block = to_block(line.as_bytes());
        // Safety: the block is ours.
        unsafe { log_info(block) };
    }
}

/// Tests run natively, where there is no engine.
#[cfg(not(target_arch = "wasm32"))]
mod kernel {
    pub fn config(_: &str) -> Option<String> {
        None
    }

    pub fn log(_: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo(request: ShapeRequest) -> Result<ShapeResponse, Error> {
        let Request {
            method,
            headers,
            body_base64,
            ..
        } = request.request;
        Ok(ShapeResponse {
            url: "https://a.test".to_owned(),
            method,
            headers,
            body_base64,
        })
    }

    crate::plugin! { echo }

    #[test]
    fn the_newest_shared_version_is_chosen_and_a_function_without_one_is_left_out() {
        let accept = |offered: &str| {
            let offer =
                r#"{"handshake_schema_version":1,"envelope_version":1,"host_capabilities":[]"#;
            let offer = format!(r#"{offer},"function_versions":{offered}}}"#);
            handshake(FUNCTIONS, &offer).unwrap()
        };
        assert!(accept(r#"{"echo":[1,2]}"#).contains(r#""chosen_versions":{"echo":1}"#));
        assert!(accept(r#"{"echo":[2]}"#).contains(r#""chosen_versions":{}"#));
    }

    #[test]
    fn the_self_check_passes_at_the_time_that_it_was_given() {
        let request = r#"{"functions_to_test":["echo","filter"],"initiated_at":1700000000}"#;
        let passed = r#"{"status":"success","failures":[],"completed_at":1700000000}"#;
        assert_eq!(self_check(FUNCTIONS, request).unwrap(), passed);
    }

    #[test]
    fn a_request_goes_through_its_envelope_and_new_fields_are_ignored() {
        let request = ShapeRequest::DRY_RUN.replacen('{', r#"{"_v":1,"later":{},"#, 1);
        let response =
            r#"{"_v":1,"url":"https://a.test","method":"POST","headers":[],"body_base64":""}"#;
        assert_eq!(answer(echo, &request).unwrap(), response);
    }

    #[test]
    fn a_bad_request_fails_with_a_text_that_quotes_nothing() {
        for text in [
            "",
            "null",
            "[]",
            r#"{"_v":2}"#,
            r#"{"_v":1,"#,
            r#"{"_v":1,"request":"secret"}"#,
        ] {
            let Error(why) = answer(echo, text).unwrap_err();
            assert!(!why.contains("secret"), "{why}");
        }
    }

    #[test]
    fn an_event_of_an_unknown_kind_does_not_fail_the_batch() {
        let request: ObserveRequest =
            decode("", r#"{"events":[{"kind":"tomorrow","x":1}]}"#).unwrap();
        assert!(matches!(request.events[0], ObserveEvent::Unknown));
    }

    #[test]
    fn base64_goes_both_ways() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"\xff", "/w=="),
            (b"\xff\xfe", "//4="),
            (b"\xff\xfe\xfd", "//79"),
        ] {
            assert_eq!(base64(bytes), text);
            assert_eq!(from_base64(text).as_deref(), Some(bytes));
        }
        for bad in ["=", "e30", "e3 =", "/x==", "===="] {
            assert_eq!(from_base64(bad), None);
        }
    }
}
