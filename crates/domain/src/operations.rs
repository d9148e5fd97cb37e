//! What a person may do with each kind of method at all (§3.2 of the behaviours), whatever the organization says.

use crate::method::MethodKind;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations {
    pub add: Add,
    pub change: bool,
    pub rename: bool,
    /// Where deleting goes to; `None`: a person cannot.
    pub delete: Option<Surface>,
}

/// Who adds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Add {
    /// A wizard of this app.
    Person,
    /// Issued or assigned by an administrator.
    Administrator,
    /// Set up somewhere else: at the computer, on a page of the organization.
    Elsewhere,
}

/// Which of the two surfaces an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// Microsoft Graph has the call for employees.
    Directory,
    /// Only the self-service extension has it.
    SelfService,
}

impl Operations {
    /// The row of a kind.
    pub fn of(kind: &MethodKind) -> Self {
        let row = |add, change, rename, delete| Self {
            add,
            change,
            rename,
            delete,
        };
        let directory = Some(Surface::Directory);
        match kind {
            MethodKind::MicrosoftAuthenticator | MethodKind::SoftwareOath | MethodKind::Passkey => {
                row(Add::Person, false, true, directory)
            }
            MethodKind::HardwareOath => row(Add::Administrator, false, true, directory),
            MethodKind::Phone => row(Add::Person, true, true, directory),
            MethodKind::Email => row(Add::Person, true, false, directory),
            MethodKind::SecurityQuestions | MethodKind::RecoveryCodes => {
                row(Add::Person, false, false, Some(Surface::SelfService))
            }
            MethodKind::TemporaryAccessPass => row(Add::Administrator, false, false, directory),
            MethodKind::WindowsHello | MethodKind::PlatformCredential => {
                row(Add::Elsewhere, false, false, directory)
            }
            // The password has a page of its own; app passwords are handed over; no API lets employees touch the rest.
            MethodKind::Password
            | MethodKind::AppPassword
            | MethodKind::External
            | MethodKind::QrCodePin
            | MethodKind::Unknown(_) => row(Add::Elsewhere, false, false, None),
        }
    }
}

/// The delegated permissions that allow changing methods of a kind (Graph permissions reference).
pub(crate) fn write_scopes(kind: &MethodKind) -> &'static [&'static str] {
    const ALL: &str = "UserAuthenticationMethod.ReadWrite";
    match kind {
        MethodKind::Email => &["UserAuthMethod-Email.ReadWrite", ALL],
        MethodKind::Phone => &["UserAuthMethod-Phone.ReadWrite", ALL],
        MethodKind::MicrosoftAuthenticator => &["UserAuthMethod-MicrosoftAuthApp.ReadWrite", ALL],
        MethodKind::SoftwareOath => &["UserAuthMethod-SoftwareOATH.ReadWrite", ALL],
        MethodKind::HardwareOath => &["UserAuthMethod-HardwareOATH.ReadWrite", ALL],
        MethodKind::Passkey => &["UserAuthMethod-Passkey.ReadWrite", ALL],
        MethodKind::WindowsHello => &["UserAuthMethod-WindowsHello.ReadWrite", ALL],
        MethodKind::PlatformCredential => &["UserAuthMethod-PlatformCred.ReadWrite", ALL],
        MethodKind::TemporaryAccessPass => &["UserAuthMethod-TAP.ReadWrite", ALL],
        MethodKind::Password
        | MethodKind::AppPassword
        | MethodKind::External
        | MethodKind::QrCodePin
        | MethodKind::SecurityQuestions
        | MethodKind::RecoveryCodes
        | MethodKind::Unknown(_) => &[ALL],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// §3.2: kind, who adds, change, rename, delete.
    const TABLE: &[(MethodKind, Add, bool, bool, bool)] = &[
        (MethodKind::MicrosoftAuthenticator, Add::Person, false, true, true),
        (MethodKind::SoftwareOath, Add::Person, false, true, true),
        (MethodKind::HardwareOath, Add::Administrator, false, true, true),
        (MethodKind::Phone, Add::Person, true, true, true),
        (MethodKind::Email, Add::Person, true, false, true),
        (MethodKind::SecurityQuestions, Add::Person, false, false, true),
        (MethodKind::RecoveryCodes, Add::Person, false, false, true),
        (MethodKind::Passkey, Add::Person, false, true, true),
        (
            MethodKind::TemporaryAccessPass,
            Add::Administrator,
            false,
            false,
            true,
        ),
        (MethodKind::WindowsHello, Add::Elsewhere, false, false, true),
        (MethodKind::PlatformCredential, Add::Elsewhere, false, false, true),
        (MethodKind::Password, Add::Elsewhere, false, false, false),
        (MethodKind::AppPassword, Add::Elsewhere, false, false, false),
        (MethodKind::External, Add::Elsewhere, false, false, false),
        (MethodKind::QrCodePin, Add::Elsewhere, false, false, false),
    ];

    #[test]
    fn b41_every_cell_of_the_table_of_operations() {
        for (kind, add, change, rename, delete) in TABLE {
            let row = Operations::of(kind);
            let cells = (row.add, row.change, row.rename, row.delete.is_some());
            assert_eq!(cells, (*add, *change, *rename, *delete), "{kind:?}");
        }
        let unknown = Operations::of(&MethodKind::Unknown("telepathy".into()));
        assert_eq!((unknown.add, unknown.delete), (Add::Elsewhere, None));
    }

    #[test]
    fn questions_and_codes_are_the_extensions_own_and_the_rest_is_graphs() {
        for (kind, ..) in TABLE {
            let own = matches!(kind, MethodKind::SecurityQuestions | MethodKind::RecoveryCodes);
            if let Some(surface) = Operations::of(kind).delete {
                assert_eq!(surface == Surface::SelfService, own, "{kind:?}");
            }
        }
    }
}
