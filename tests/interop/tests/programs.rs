//! The programs themselves run here; what they are for is tested in `microsoft_clients` and in the window.

use anyhow::Result;
use workpass_interop::{Certificate, NodeProgram};

#[test]
fn the_third_party_authority_comes_up_on_loopback() -> Result<()> {
    let authority = NodeProgram::start("third-party-authority.mjs", &[], None)?;
    let told = authority.expect("listening")?;
    assert!(
        told["issuer"]
            .as_str()
            .is_some_and(|i| i.starts_with("http://localhost:")),
        "{told}"
    );
    Ok(())
}

#[test]
fn microsofts_client_says_why_it_cannot_reach_a_server_that_is_not_there() -> Result<()> {
    let certificate = Certificate::for_localhost()?;
    let arguments = ["device-code", "https://localhost:9", "tenant", "client"];
    let client = NodeProgram::start(
        "microsoft-clients.mjs",
        &arguments,
        Some(&certificate.authority()),
    )?;
    let error = client.expect("done").expect_err("nobody listens there");
    assert!(
        format!("{error:#}").contains("endpoints_resolution_error"),
        "{error:#}"
    );
    Ok(())
}
