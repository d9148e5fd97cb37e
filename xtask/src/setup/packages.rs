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
    tool(
        "WebKitWebDriver",
        "webkit2gtk-driver",
        "webkit2gtk-driver",
        "webkit2gtk-4.1",
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
            Self::Pacman => Some(vec!["pacman", "-Sy", "--noconfirm"]),
            Self::Dnf => None,
        }
    }

    pub(crate) fn missing(self, wanted: &Wanted) -> Missing {
        let mut missing = Missing::default();
        for named in &wanted.0 {
            let name = self.name(named);
            let there = named.or_program.is_some_and(|p| shell::find(p).is_some()) || self.is_installed(name);
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

    #[test]
    fn running_asks_for_less_than_testing() {
        assert!(Wanted::for_scope(Scope::Run).0.len() < Wanted::for_scope(Scope::Test).0.len());
    }
}
