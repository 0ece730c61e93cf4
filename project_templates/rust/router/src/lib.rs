//! @@{name}: a router.
//!
//! It says which upstreams may take a request.

mod cc_lb;

use cc_lb::{Candidate, Decision, Error, FilterRequest, FilterResponse, FilterResult};

// A wire function is implemented when its handler is in this list: see cc_lb.rs for the messages of all seven.
plugin! { filter }

/// One result for each candidate: the host drops a candidate that no result names. When this fails, it keeps all.
fn filter(request: FilterRequest) -> Result<FilterResponse, Error> {
    let results = request.candidates.into_iter().map(|candidate| {
        let (decision, reason) = match exhausted_limit(&candidate) {
            Some(exhausted) => (Decision::Reject, exhausted),
            None => (Decision::Accept, "capacity left".to_owned()),
        };
        FilterResult {
            upstream_id: candidate.upstream_id,
            decision,
            reason,
        }
    });
    Ok(FilterResponse {
        results: results.collect(),
    })
}

/// The first limit that has nothing remaining, in words. What was not observed has no limit.
fn exhausted_limit(candidate: &Candidate) -> Option<String> {
    let exhausted = candidate
        .observed_rate_limits
        .iter()
        .find(|limit| limit.remaining == Some(0))?;
    Some(format!(
        "no {} left in {}",
        exhausted.kind, exhausted.window
    ))
}

/// Tests run natively, without a host: `@@{test}`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::cc_lb::{Message, RateLimit};

    fn candidate_with(remaining: Option<u64>) -> Candidate {
        let (kind, window) = ("requests".to_owned(), "1m".to_owned());
        let limit = RateLimit {
            kind,
            window,
            limit: None,
            remaining,
            reset: None,
        };
        Candidate {
            observed_rate_limits: vec![limit],
            ..Candidate::dry_run()
        }
    }

    #[test]
    fn an_upstream_with_an_exhausted_limit_is_rejected_with_the_reason() {
        let candidates = vec![
            candidate_with(Some(1)),
            candidate_with(Some(0)),
            candidate_with(None),
        ];
        let results = filter(FilterRequest {
            candidates,
            ..FilterRequest::dry_run()
        })
        .unwrap()
        .results;
        let decisions: Vec<_> = results
            .iter()
            .map(|result| result.decision.clone())
            .collect();
        assert_eq!(
            decisions,
            [Decision::Accept, Decision::Reject, Decision::Accept]
        );
        assert_eq!(results[1].reason, "no requests left in 1m");
    }
}
