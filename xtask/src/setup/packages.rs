use std::process::Command;

use super::Scope;
use crate::shell;

/// What brings software to this Linux machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PackageSystem {
    Apt,
    Dnf,
    Pacman,
}

/// One thing that must be there, under each system's name. `-` means that the system has no package for it.
struct Named {
    apt: &'static str,
    dnf: &'static str,
    pacman: &'static str,
    /// A program that makes the package unnecessary, wherever it came from.
    or_program: Option<&'static str>,
    optional: bool,
}

const fn package(apt: &'static str, dnf: &'static str, pacman: &'static str) -> Named {
    Named {
        apt,
        dnf,
        pacman,
        or_program: None,
        optional: false,
    }
}

const fn tool(program: &'static str, apt: &'static str, dnf: &'static str, pacman: &'static str) -> Named {
    Named {
        apt,
        dnf,
        pacman,
        or_program: Some(program),
        optional: false,
    }
}

const TO_RUN: &[Named] = &[
    tool("cc", "build-essential", "gcc", "base-devel"),
    tool("pkg-config", "pkg-config", "pkgconf-pkg-config", "pkgconf"),
    package("libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1"),
    package("librsvg2-dev", "librsvg2-devel", "librsvg"),
];

const TO_TEST: &[Named] = &[
    // Fedora and Arch build the driver once, for the newest of WebKitGTK's versions.
    tool(
        "WebKitWebDriver",
        "webkit2gtk-driver",
        "webkitgtk6.0",
        "webkitgtk-6.0",
    ),
    tool("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    tool("dbus-daemon", "dbus", "dbus-daemon", "dbus"),
    tool("dbus-send", "dbus", "dbus-tools", "dbus"),
    tool(
        "gnome-keyring-daemon",
        "gnome-keyring",
        "gnome-keyring",
        "gnome-keyring",
    ),
    tool("secret-tool", "libsecret-tools", "libsecret", "libsecret"),
    tool("chromium", "chromium", "chromium", "chromium"),
    tool("chromedriver", "chromium-driver", "chromedriver", "chromium"),
    package("locales", "glibc-locale-source", "glibc"),
    package("fonts-noto-core", "google-noto-sans-fonts", "noto-fonts"),
    package("fonts-inter", "rsms-inter-fonts", "inter-font"),
    Named {
        apt: "postgresql",
        dnf: "postgresql-server",
        pacman: "postgresql",
        or_program: Some("postgres"),
        optional: true,
    },
    Named {
        apt: "oathtool",
        dnf: "oathtool",
        pacman: "oath-toolkit",
        or_program: Some("oathtool"),
        optional: true,
    },
];

/// What a scope asks for.
pub(crate) struct Wanted(Vec<&'static Named>);

/// What of it is not there.
#[derive(Debug, Default)]
pub(crate) struct Missing {
    pub(crate) needed: Vec<String>,
    pub(crate) optional: Vec<String>,
}

impl Wanted {
    pub(crate) fn for_scope(scope: Scope) -> Self {
        let tests = if scope == Scope::Test { TO_TEST } else { &[] };
        Self(TO_RUN.iter().chain(tests).collect())
    }
}

impl Missing {
    pub(crate) fn all(&self) -> Vec<&str> {
        self.needed
            .iter()
            .chain(&self.optional)
            .map(String::as_str)
            .collect()
    }
}

impl PackageSystem {
    pub(crate) fn detect() -> Option<Self> {
        [
            (Self::Apt, "apt-get"),
            (Self::Dnf, "dnf"),
            (Self::Pacman, "pacman"),
        ]
        .into_iter()
        .find_map(|(system, program)| shell::find(program).map(|_| system))
    }

    pub(crate) fn install_words(self) -> Vec<&'static str> {
        match self {
            Self::Apt => {
                vec![
                    "apt-get",
                    "-o",
                    "DPkg::Lock::Timeout=600",
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                ]
            }
            Self::Dnf => vec![
                "dnf",
                "install",
                "-y",
                "--quiet",
                "--setopt=install_weak_deps=False",
            ],
            Self::Pacman => vec!["pacman", "-S", "--needed", "--noconfirm"],
        }
    }

    /// How the package lists are renewed, where installing does not do it by itself.
    pub(crate) fn refresh_words(self) -> Option<Vec<&'static str>> {
        match self {
            Self::Apt => Some(vec!["apt-get", "-o", "DPkg::Lock::Timeout=600", "update", "-qq"]),
            Self::Dnf | Self::Pacman => None,
        }
    }

    /// What may help when a package cannot be had, where that is for the person to do.
    pub(crate) fn advice(self) -> Option<&'static str> {
        // Newer lists without newer packages are what Arch calls a partial upgrade, and does not support.
        (self == Self::Pacman)
            .then_some("if the package lists are old, `pacman -Syu` renews them with the system")
    }

    pub(crate) fn missing(self, wanted: &Wanted) -> Missing {
        let on_path = |program: &str| shell::find(program).is_some();
        self.missing_where(wanted, on_path, |package| self.is_installed(package))
    }

    /// The same, by what is on the path and what is installed.
    fn missing_where(
        self,
        wanted: &Wanted,
        on_path: impl Fn(&str) -> bool,
        installed: impl Fn(&str) -> bool,
    ) -> Missing {
        let mut missing = Missing::default();
        for named in &wanted.0 {
            let name = self.name(named);
            let there = match named.or_program {
                Some(program) if on_path(program) => true,
                // A package that is there without its program was split since: only Debian keeps some off the path.
                Some(_) => self == Self::Apt && installed(name),
                None => installed(name),
            };
            let list = if named.optional {
                &mut missing.optional
            } else {
                &mut missing.needed
            };
            if !there && name != "-" && !list.iter().any(|n| n == name) {
                list.push(name.to_owned());
            }
        }
        missing
    }

    fn name(self, named: &Named) -> &'static str {
        match self {
            Self::Apt => named.apt,
            Self::Dnf => named.dnf,
            Self::Pacman => named.pacman,
        }
    }

    fn is_installed(self, name: &str) -> bool {
        let answer = match self {
            Self::Apt => {
                shell::output_of(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", name]))
            }
            Self::Dnf => shell::output_of(Command::new("rpm").args(["-q", name])),
            Self::Pacman => shell::output_of(Command::new("pacman").args(["-Q", name])),
        };
        answer.is_some_and(|a| self != Self::Apt || a == "installed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_has_a_name_for_everything_that_is_needed() {
        for named in TO_RUN.iter().chain(TO_TEST) {
            for system in [PackageSystem::Apt, PackageSystem::Dnf, PackageSystem::Pacman] {
                assert!(!system.name(named).is_empty());
            }
        }
    }

    #[test]
    fn a_program_on_the_path_needs_no_package() {
        static SHELL: Named = tool("sh", "a-package-that-is-nowhere", "-", "-");
        assert!(
            PackageSystem::Apt
                .missing(&Wanted(vec![&SHELL]))
                .needed
                .is_empty()
        );
    }

    fn names(system: PackageSystem, scope: Scope) -> Vec<&'static str> {
        let mut names: Vec<_> = Wanted::for_scope(scope)
            .0
            .iter()
            .map(|named| system.name(named))
            .collect();
        names.dedup();
        names
    }

    /// As the archives of Debian 12, Fedora 42 and Arch name them.
    #[test]
    fn every_system_is_asked_for_its_own_names() {
        let to_run = [
            (
                PackageSystem::Apt,
                [
                    "build-essential",
                    "pkg-config",
                    "libwebkit2gtk-4.1-dev",
                    "librsvg2-dev",
                ],
            ),
            (
                PackageSystem::Dnf,
                [
                    "gcc",
                    "pkgconf-pkg-config",
                    "webkit2gtk4.1-devel",
                    "librsvg2-devel",
                ],
            ),
            (
                PackageSystem::Pacman,
                ["base-devel", "pkgconf", "webkit2gtk-4.1", "librsvg"],
            ),
        ];
        for (system, expected) in to_run {
            assert_eq!(names(system, Scope::Run), expected, "{system:?}");
            assert_eq!(names(system, Scope::Test)[..4], expected, "{system:?}");
        }
        let to_test = [
            (
                PackageSystem::Apt,
                "webkit2gtk-driver xvfb dbus gnome-keyring libsecret-tools chromium chromium-driver locales \
                 fonts-noto-core fonts-inter postgresql oathtool",
            ),
            (
                PackageSystem::Dnf,
                "webkitgtk6.0 xorg-x11-server-Xvfb dbus-daemon dbus-tools gnome-keyring libsecret chromium chromedriver \
                 glibc-locale-source google-noto-sans-fonts rsms-inter-fonts postgresql-server oathtool",
            ),
            (
                PackageSystem::Pacman,
                "webkitgtk-6.0 xorg-server-xvfb dbus gnome-keyring libsecret chromium glibc noto-fonts inter-font \
                 postgresql oath-toolkit",
            ),
        ];
        for (system, expected) in to_test {
            let expected: Vec<_> = expected.split_whitespace().collect();
            assert_eq!(names(system, Scope::Test)[4..], expected, "{system:?}");
        }
    }

    #[test]
    fn a_package_without_its_program_is_not_enough_where_programs_are_on_the_path() {
        let wanted = Wanted(vec![&TO_TEST[0]]);
        for (system, expected) in [
            (PackageSystem::Apt, None),
            (PackageSystem::Dnf, Some("webkitgtk6.0")),
            (PackageSystem::Pacman, Some("webkitgtk-6.0")),
        ] {
            let missing = system.missing_where(&wanted, |_| false, |_| true);
            assert_eq!(missing.needed.first().map(String::as_str), expected, "{system:?}");
            let found = system.missing_where(&wanted, |_| true, |_| false);
            assert!(found.needed.is_empty(), "{system:?}");
        }
    }

    #[test]
    fn a_library_is_needed_until_it_is_installed() {
        let wanted = Wanted::for_scope(Scope::Run);
        let nothing = PackageSystem::Dnf.missing_where(&wanted, |_| false, |_| false);
        assert_eq!(nothing.needed, names(PackageSystem::Dnf, Scope::Run));
        let tools = PackageSystem::Dnf.missing_where(&wanted, |_| true, |_| false);
        assert_eq!(tools.needed, ["webkit2gtk4.1-devel", "librsvg2-devel"]);
    }

    #[test]
    fn running_asks_for_less_than_testing() {
        assert!(Wanted::for_scope(Scope::Run).0.len() < Wanted::for_scope(Scope::Test).0.len());
    }
}
