//! Versions and licences.

use workpass_app::view::{AboutView, LicenceView};

use crate::desktop::system_name;

/// Written by `build.rs`: name, version and licence of everything that is in the program.
const LICENCES: &str = include_str!(concat!(env!("OUT_DIR"), "/licences.json"));

/// What Settings › About shows; made when it is asked for, because few ask.
#[derive(Debug)]
pub(crate) struct About {
    authority: Option<String>,
}

impl About {
    pub(crate) fn new(authority: Option<String>) -> Self {
        Self { authority }
    }

    pub(crate) fn view(&self) -> AboutView {
        AboutView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            web_view_version: tauri::webview_version().ok(),
            system: system_name(),
            authority: self.authority.clone(),
            licences: licences(),
        }
    }
}

fn licences() -> Vec<LicenceView> {
    let packages: Vec<[String; 3]> = serde_json::from_str(LICENCES).expect("build.rs writes this shape");
    packages
        .into_iter()
        .map(|[name, version, licence]| LicenceView {
            name,
            version,
            licence,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_names_the_licences_of_what_is_in_the_program() {
        let licences = licences();
        for package in ["tauri", "reqwest", "tokio", "svelte"] {
            let found = licences.iter().find(|licence| licence.name == package);
            assert!(
                found.is_some_and(|licence| !licence.licence.is_empty()),
                "{package}"
            );
        }
        assert!(
            licences
                .iter()
                .all(|licence| !licence.name.starts_with("workpass"))
        );
        assert!(
            licences.iter().all(|licence| licence.name != "proptest"),
            "tests are not shipped"
        );
    }
}
