//! @@{name}: a dialect.
//!
//! It says what a request becomes upstream, and what a client sees of an upstream's error.

mod cc_lb;

use cc_lb::{
    base64, Error, NormalizeErrorRequest, NormalizeErrorResponse, ShapeRequest, ShapeResponse,
};

// A wire function is implemented when its handler is in this list: see cc_lb.rs for the messages of all seven.
plugin! { normalize_error, shape }

const DEFAULT_BASE_URL: &str = "https://api.anthropic.com";

/// Headers that speak of the connection to the proxy, not of the message.
const OF_CONNECTION: [&str; 6] = [
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
];

/// The host sends what this returns. When it fails, the host fails the client's request.
fn shape(shape_request: ShapeRequest) -> Result<ShapeResponse, Error> {
    let mut request = shape_request.request;
    if !request.path.starts_with('/') {
        // The text goes into the host's log: no headers and no bodies, which hold secrets.
        return Err(Error("expected a path that begins with /".to_owned()));
    }
    let base_url = shape_request
        .upstream_base_url
        .as_deref()
        .unwrap_or(DEFAULT_BASE_URL);
    let mut url = format!("{}{}", base_url.trim_end_matches('/'), request.path);
    if let Some(query) = request.query.filter(|query| !query.is_empty()) {
        url.push('?');
        url.push_str(&query);
    }
    request
        .headers
        .retain(|header| !OF_CONNECTION.iter().any(|name| header.is(name)));
    Ok(ShapeResponse {
        url,
        method: request.method,
        headers: request.headers,
        body_base64: request.body_base64, // as it came; `cc_lb::from_base64` gives its bytes
    })
}

/// A client expects JSON: an error without a body gets one. `None` leaves the upstream's body as it is.
fn normalize_error(request: NormalizeErrorRequest) -> Result<NormalizeErrorResponse, Error> {
    if !request.body_base64.is_empty() {
        return Ok(NormalizeErrorResponse { body_base64: None });
    }
    let message = format!("The upstream answered {} without a body.", request.status);
    let body =
        serde_json::json!({"type": "error", "error": {"type": "api_error", "message": message}});
    Ok(NormalizeErrorResponse {
        body_base64: Some(base64(body.to_string().as_bytes())),
    })
}

/// Tests run natively, without a host: `@@{test}`.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::cc_lb::{from_base64, Header, Message};

    #[test]
    fn the_url_is_base_url_path_and_query_and_headers_of_the_connection_stay_behind() {
        let mut request = ShapeRequest::dry_run(); // the smallest request that a host may send
        request.upstream_base_url = Some("https://gateway.test/".to_owned());
        request.request.query = Some("beta=true".to_owned());
        let kept = Header::new("anthropic-version", b"2023-06-01");
        request.request.headers = vec![Header::new("Transfer-Encoding", b"chunked"), kept.clone()];
        let response = shape(request).unwrap();
        assert_eq!(response.url, "https://gateway.test/v1/messages?beta=true");
        assert_eq!(response.headers, [kept]);
    }

    #[test]
    fn a_path_without_a_slash_fails_and_says_so() {
        let mut request = ShapeRequest::dry_run();
        request.request.path = "v1/messages".to_owned();
        assert_eq!(
            shape(request).unwrap_err(),
            Error("expected a path that begins with /".to_owned())
        );
    }

    #[test]
    fn an_error_without_a_body_gets_one_and_any_other_is_left_alone() {
        let normalized = |body_base64: String| {
            let response = normalize_error(NormalizeErrorRequest {
                status: 502,
                body_base64,
            })
            .unwrap();
            response
                .body_base64
                .map(|body| String::from_utf8(from_base64(&body).unwrap()).unwrap())
        };
        assert!(normalized(String::new())
            .unwrap()
            .contains("The upstream answered 502 without a body."));
        assert_eq!(normalized(base64(b"<h1>Busy</h1>")), None);
    }
}
