//! Which class of trouble an error of the HTTP library is.

use std::{error::Error, io};

use workpass_app::ports::NetworkError;

use crate::answer::nonsense;

/// Classifies; the address is stripped, since query and path may hold what logs must not.
pub(crate) fn classify(error: reqwest::Error) -> NetworkError {
    let error = error.without_url();
    if error.is_timeout() {
        return NetworkError::TimedOut;
    }
    if find(&error, &is_distrust) {
        return NetworkError::NotTrusted(Some(Box::new(error)));
    }
    if error.is_body() || error.is_decode() {
        return nonsense("the answer was cut off");
    }
    if find(&error, &|cause| {
        cause
            .downcast_ref::<hyper::Error>()
            .is_some_and(hyper::Error::is_parse)
    }) {
        return nonsense("not an HTTP answer");
    }
    if error.is_builder() {
        return nonsense("not an address that can be asked");
    }
    NetworkError::Offline(Some(Box::new(error)))
}

/// A certificate that does not verify, a peer that does not speak TLS, or a proxy that wants a password.
fn is_distrust(cause: &(dyn Error + 'static)) -> bool {
    // The tunnel's error type is private; its text is all there is.
    cause.is::<rustls::Error>() || cause.to_string().contains("proxy authorization required")
}

fn find(error: &(dyn Error + 'static), fits: &dyn Fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if fits(error) {
            return true;
        }
        // An io::Error's source is its inner error's source; the inner error itself would be missed.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}
