//! @@{name}: an observer.
//!
//! It counts what the proxy does, for as long as the host keeps the instance.

mod cc_lb;

use std::sync::{Mutex, PoisonError};

use cc_lb::{Error, ObserveEvent, ObserveRequest, ObserveResponse};
use serde::Serialize;

// A wire function is implemented when its handler is in this list: see cc_lb.rs for the messages of all seven.
plugin! { observe }

#[derive(Debug, PartialEq, Serialize)]
struct Totals {
    requests: u64,
    bytes: u64,
    output_tokens: u64,
    errors: u64,
}

/// It survives from call to call, and is lost with the instance: after a reload, or when the host drops it.
static TOTALS: Mutex<Totals> = Mutex::new(Totals {
    requests: 0,
    bytes: 0,
    output_tokens: 0,
    errors: 0,
});

/// The response has no fields, so the totals go to the engine's log.
fn observe(request: ObserveRequest) -> Result<ObserveResponse, Error> {
    let mut totals = TOTALS.lock().unwrap_or_else(PoisonError::into_inner);
    request.events.iter().for_each(|event| totals.add(event));
    cc_lb::log(&serde_json::to_string(&*totals).unwrap_or_default());
    Ok(ObserveResponse {})
}

impl Totals {
    /// Counters stop at their maximum: an observer that fails loses a whole batch of events.
    fn add(&mut self, event: &ObserveEvent) {
        let (total, more) = match event {
            ObserveEvent::RequestStarted { .. } => (&mut self.requests, 1),
            ObserveEvent::Chunk { total_bytes, .. } => (&mut self.bytes, *total_bytes),
            ObserveEvent::RequestFinished { output_tokens, .. } => {
                (&mut self.output_tokens, output_tokens.unwrap_or(0))
            }
            ObserveEvent::Error { .. } => (&mut self.errors, 1),
            _ => return,
        };
        *total = total.saturating_add(more);
    }
}

/// Tests run natively, without a host: `@@{test}`.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_go_on_from_batch_to_batch_and_stop_at_their_maximum() {
        for batch in [
            r#"{"events":[{"kind":"request_started","request_id":"req-1"},{"kind":"tomorrow"},
                {"kind":"chunk","batch_index":0,"event_count":1,"total_bytes":10}]}"#,
            r#"{"events":[{"kind":"chunk","batch_index":1,"event_count":1,"total_bytes":18446744073709551615},
                {"kind":"request_finished","status":200,"output_tokens":34,"duration_ms":5},
                {"kind":"error","code":"c","message":"m","source":"s"}]}"#,
        ] {
            observe(serde_json::from_str(batch).unwrap()).unwrap();
        }
        let totals = TOTALS.lock().unwrap();
        assert_eq!(
            *totals,
            Totals {
                requests: 1,
                bytes: u64::MAX,
                output_tokens: 34,
                errors: 1
            }
        );
    }
}
