//! What a browser says of itself (`User-Agent`), as people know it. Only families: versions change weekly and would
//! make every update a new device.

/// Browser and operating system, where they can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    pub browser: Option<&'static str>,
    pub operating_system: Option<&'static str>,
}

/// What stands for a browser, the most particular first: most of them also name those they are built on.
const BROWSERS: [(&str, &str); 10] = [
    ("edg/", "Microsoft Edge"),
    ("edga/", "Microsoft Edge"),
    ("edgios/", "Microsoft Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser/", "Samsung Internet"),
    ("firefox/", "Firefox"),
    ("fxios/", "Firefox"),
    ("crios/", "Chrome"),
    ("chrome/", "Chrome"),
    ("safari/", "Safari"),
];
/// The same for systems: Android names Linux, an iPhone names macOS.
const SYSTEMS: [(&str, &str); 8] = [
    ("android", "Android"),
    ("iphone", "iOS"),
    ("ipad", "iPadOS"),
    ("windows", "Windows"),
    ("cros ", "ChromeOS"),
    ("mac os x", "macOS"),
    ("macintosh", "macOS"),
    ("linux", "Linux"),
];

impl Agent {
    /// Reads what a browser sent.
    pub fn of(user_agent: Option<&str>) -> Self {
        let said = user_agent.unwrap_or_default().to_ascii_lowercase();
        let first = |known: &[(&str, &'static str)]| {
            let found = known.iter().find(|(token, _)| said.contains(token));
            found.map(|(_, name)| *name)
        };
        Self {
            browser: first(&BROWSERS),
            operating_system: first(&SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b157_browsers_and_systems_are_told_apart() {
        let table = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Safari/537.36 Edg/142.0.0.0",
                "Microsoft Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 \
                 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iOS",
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
                "Firefox",
                "Android",
            ),
        ];
        for (said, browser, operating_system) in table {
            let agent = Agent::of(Some(said));
            assert_eq!(agent.browser, Some(browser), "{said}");
            assert_eq!(agent.operating_system, Some(operating_system), "{said}");
        }
    }

    #[test]
    fn b157_what_says_nothing_is_nothing() {
        for said in [None, Some(""), Some("curl/8"), Some("\u{202e}🦊")] {
            assert_eq!(Agent::of(said), Agent::default(), "{said:?}");
        }
    }
}
