//! The `workpass-server` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    workpass_server::cli::main()
}
