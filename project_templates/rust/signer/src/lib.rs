//! @@{name}: a signer.
//!
//! It puts an API key into each request, and tries once more when the upstream answers 401.

mod cc_lb;

use cc_lb::{
    BuildSignerRequest, BuildSignerResponse, Error, Header, OnUnauthorizedRequest,
    OnUnauthorizedResponse, SignRequest, SignResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

// A wire function is implemented when its handler is in this list: see cc_lb.rs for the messages of all seven.
plugin! { build_signer, on_unauthorized, sign }

/// What goes from call to call. Only this plugin reads it: to the host it is opaque.
#[derive(Serialize, Deserialize)]
struct State {
    api_key: String,
    refreshed: bool,
}

impl State {
    fn of(json: &Value) -> Option<Self> {
        State::deserialize(json).ok()
    }

    fn to_json(&self) -> Value {
        json!(self)
    }
}

/// The key is configured by the operator. Hosts of today send null as `factory_state`.
fn build_signer(request: BuildSignerRequest) -> Result<BuildSignerResponse, Error> {
    let given = || request.factory_state["api_key"].as_str().map(str::to_owned);
    match cc_lb::config("api_key").or_else(given) {
        Some(api_key) => Ok(BuildSignerResponse {
            signer_state: State {
                api_key,
                refreshed: false,
            }
            .to_json(),
        }),
        // The text goes into the host's log: no keys, no headers, no bodies.
        None => Err(Error(
            "expected api_key in the plugin's configuration, found none".to_owned(),
        )),
    }
}

/// `None` means unchanged; headers replace the whole list.
fn sign(request: SignRequest) -> Result<SignResponse, Error> {
    let state = State::of(&request.signer_state)
        .ok_or_else(|| Error("expected a signer_state that build_signer made".to_owned()))?;
    let mut headers = request.shaped.headers;
    headers.retain(|header| !header.is("x-api-key")); // a client's own key stays behind
    headers.push(Header::new("x-api-key", state.api_key.as_bytes()));
    Ok(SignResponse {
        headers: Some(headers),
        ..SignResponse::default()
    })
}

/// `refresh` makes the host sign again with the new state; any other decision fails the request.
fn on_unauthorized(request: OnUnauthorizedRequest) -> Result<OnUnauthorizedResponse, Error> {
    let (decision, signer_state) = match State::of(&request.signer_state) {
        // A signer with tokens that expire would make a new one here.
        Some(state) if !state.refreshed => (
            "refresh",
            State {
                refreshed: true,
                ..state
            }
            .to_json(),
        ),
        _ => ("fail", request.signer_state),
    };
    Ok(OnUnauthorizedResponse {
        decision: decision.to_owned(),
        signer_state,
    })
}

/// Tests run natively, without a host: `@@{test}`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::cc_lb::{from_base64, Message};

    fn state() -> Value {
        let factory_state = json!({"api_key": "sk-1"});
        build_signer(BuildSignerRequest {
            factory_state,
            ..Message::dry_run()
        })
        .unwrap()
        .signer_state
    }

    #[test]
    fn the_key_goes_from_the_state_into_the_header_in_place_of_a_clients_own() {
        let mut request = SignRequest {
            signer_state: state(),
            ..Message::dry_run()
        };
        let accept = Header::new("accept", b"*/*");
        request.shaped.headers = vec![Header::new("X-Api-Key", b"theirs"), accept.clone()];
        let headers = sign(request).unwrap().headers.unwrap();
        assert_eq!((headers.len(), &headers[0]), (2, &accept));
        assert_eq!(from_base64(&headers[1].value_base64).unwrap(), b"sk-1");
    }

    #[test]
    fn without_a_key_nothing_is_built_and_without_a_state_nothing_is_signed() {
        assert!(build_signer(Message::dry_run()).is_err());
        assert!(sign(Message::dry_run()).is_err());
    }

    #[test]
    fn the_first_401_refreshes_and_the_second_one_gives_up() {
        let asked = |signer_state| {
            on_unauthorized(OnUnauthorizedRequest {
                signer_state,
                ..Message::dry_run()
            })
            .unwrap()
        };
        let first = asked(state());
        assert_eq!(first.decision, "refresh");
        assert_eq!(asked(first.signer_state).decision, "fail");
    }
}
