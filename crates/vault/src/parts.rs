//! One secret over as many entries as the store's limit asks for.
//!
//! The entry under the plain name is the *head*: it holds the secret itself when it fits, else says under which
//! generation its parts lie. Parts are written first and the head last, so that whatever step is the last one before
//! a crash, reading gives the old secret or the new one, whole. All values are text: some stores take nothing else.

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use sha2::{Digest, Sha256};
use workpass_app::ports::VaultError;

use crate::entry::{hex, part};

/// Bytes; no token or key is near it.
pub(crate) const LARGEST_SECRET: usize = 64 * 1024;

/// Named values of a store, one call at a time.
pub(crate) trait Entries {
    /// `Ok(None)`: surely absent.
    fn get(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError>;
    fn set(&mut self, name: &str, value: &[u8]) -> Result<(), VaultError>;
    /// Absent is fine.
    fn delete(&mut self, name: &str) -> Result<(), VaultError>;
    /// The largest value in bytes; `None` when there is no limit worth counting.
    fn limit(&self) -> Option<usize>;
}

/// What the head says. The generation grows with every write.
#[derive(Debug)]
enum Head {
    Whole {
        generation: u64,
        secret: SecretString,
    },
    Parted {
        generation: u64,
        count: usize,
        digest: String,
    },
    /// A deletion is under way: nothing here any more, though parts may still lie about.
    Gone {
        generation: u64,
    },
}

impl Head {
    fn parse(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "whole" => {
                let (generation, secret) = rest.split_once(':')?;
                Some(Self::Whole {
                    generation: generation.parse().ok()?,
                    secret: SecretString::from(secret),
                })
            }
            "parts" => {
                let mut fields = rest.split(':');
                let (generation, count) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
                let digest = fields.next()?.to_owned();
                let plausible = (1..=LARGEST_SECRET).contains(&count) && fields.next().is_none();
                plausible.then_some(Self::Parted {
                    generation,
                    count,
                    digest,
                })
            }
            "gone" => Some(Self::Gone {
                generation: rest.parse().ok()?,
            }),
            _ => None,
        }
    }

    fn generation(&self) -> u64 {
        match self {
            Self::Whole { generation, .. } | Self::Parted { generation, .. } | Self::Gone { generation } => {
                *generation
            }
        }
    }
}

/// # Errors
/// `Corrupt` when the head cannot be read, or a part is missing or of another write; never a piece of a secret.
pub(crate) fn load(entries: &mut dyn Entries, name: &str) -> Result<Option<SecretString>, VaultError> {
    let Some(value) = entries.get(name)? else {
        return Ok(None);
    };
    match Head::parse(&value).ok_or(VaultError::Corrupt)? {
        Head::Whole { secret, .. } => Ok(Some(secret)),
        Head::Gone { .. } => Ok(None),
        Head::Parted {
            generation,
            count,
            digest,
        } => {
            let mut whole = Zeroizing::new(Vec::new());
            for index in 0..count {
                let piece = entries
                    .get(&part(name, generation, index))?
                    .ok_or(VaultError::Corrupt)?;
                whole.extend_from_slice(&piece);
            }
            let text = std::str::from_utf8(&whole).map_err(|_| VaultError::Corrupt)?;
            if digest_of(text) != digest {
                return Err(VaultError::Corrupt);
            }
            Ok(Some(SecretString::from(text)))
        }
    }
}

pub(crate) fn store(entries: &mut dyn Entries, name: &str, secret: &SecretString) -> Result<(), VaultError> {
    let text = secret.expose_secret();
    if text.len() > LARGEST_SECRET {
        return Err(VaultError::TooLarge);
    }
    // A damaged head holds nothing that could be saved, and a new sign-in mends it.
    let old = entries.get(name)?.and_then(|value| Head::parse(&value));
    let old_generation = old.as_ref().map_or(0, Head::generation);
    let generation = old_generation.wrapping_add(1);
    let limit = entries.limit();
    if limit.is_some() {
        // What a crash left of the generation before the current one; then at most two are ever about.
        remove_parts(entries, name, old_generation.wrapping_sub(1), 0)?;
    }
    let whole = Zeroizing::new(format!("whole:{generation}:{text}"));
    let count = match limit {
        Some(limit) if whole.len() > limit => {
            let pieces = split(text, limit)?;
            for (index, piece) in pieces.iter().enumerate() {
                entries.set(&part(name, generation, index), piece.as_bytes())?;
            }
            let head = format!("parts:{generation}:{}:{}", pieces.len(), digest_of(text));
            entries.set(name, head.as_bytes())?;
            pieces.len()
        }
        _ => {
            entries.set(name, whole.as_bytes())?;
            0
        }
    };
    if limit.is_some() {
        // The secret is safe by now. What cannot be removed is removed by the next write.
        let tidied = remove_parts(entries, name, generation, count)
            .and_then(|()| remove_parts(entries, name, old_generation, 0));
        if let Err(error) = tidied {
            tracing::debug!(%error, "old parts stay until the next write");
        }
    }
    Ok(())
}

pub(crate) fn delete(entries: &mut dyn Entries, name: &str) -> Result<(), VaultError> {
    if entries.limit().is_some() {
        let value = entries.get(name)?;
        let head = value.as_ref().and_then(|value| Head::parse(value));
        let generation = head.as_ref().map_or(0, Head::generation);
        if head.is_some() {
            // From here on it reads as absent, whatever comes between.
            entries.set(name, format!("gone:{generation}").as_bytes())?;
        }
        for generation in [generation.wrapping_sub(1), generation, generation.wrapping_add(1)] {
            remove_parts(entries, name, generation, 0)?;
        }
    }
    entries.delete(name)
}

/// Removes the parts from `first` on, the last one first: what an interruption leaves is found again from the front.
fn remove_parts(
    entries: &mut dyn Entries,
    name: &str,
    generation: u64,
    first: usize,
) -> Result<(), VaultError> {
    let mut end = first;
    while end < LARGEST_SECRET && entries.get(&part(name, generation, end))?.is_some() {
        end += 1;
    }
    for index in (first..end).rev() {
        entries.delete(&part(name, generation, index))?;
    }
    Ok(())
}

/// Pieces of at most `limit` bytes, each of them text.
fn split(text: &str, limit: usize) -> Result<Vec<&str>, VaultError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = (0..=limit.min(rest.len()))
            .rev()
            .find(|&end| rest.is_char_boundary(end))
            .unwrap_or(0);
        let (piece, after) = rest.split_at(end);
        if piece.is_empty() {
            return Err(VaultError::TooLarge);
        }
        pieces.push(piece);
        rest = after;
    }
    Ok(pieces)
}

fn digest_of(text: &str) -> String {
    hex(&Sha256::digest(text)[..16])
}

#[cfg(test)]
mod tests;
