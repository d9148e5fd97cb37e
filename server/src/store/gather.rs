//! Reads that come while the database is busy go to it together, and none goes twice while nothing is written.
//!
//! A read starts only after all that it answers was asked, so nobody sees an older state than with a query of their
//! own: what was revoked a moment ago is revoked here too. Alone, a question is a query at once; under load a query
//! answers many. What a query gave answers later questions as long as [`Changes`] shows that nobody, in no process,
//! wrote anything since before it.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::DbErr;
use tokio::sync::oneshot;

use super::changes::{Changes, Version};

/// The most keys of one query. A power of two: sizes are rounded up to one, so that few statements are prepared.
const MOST: usize = 64;

type Rows<K, V> = Result<HashMap<K, V>, DbErr>;
type Read<K, V> = Box<dyn Fn(Vec<K>) -> Pin<Box<dyn Future<Output = Rows<K, V>> + Send>> + Send + Sync>;
type Answer<V> = Result<Option<V>, DbErr>;

/// The most rows that are remembered; beyond this the memory starts anew.
const MOST_KNOWN: usize = 4096;

/// Looks rows up by key, many at a time.
pub struct Gather<K, V> {
    inner: Arc<Inner<K, V>>,
    known: Option<Known<K, V>>,
}

/// What was read since the database last changed.
struct Known<K, V> {
    changes: Arc<Changes>,
    rows: Mutex<(Option<Version>, HashMap<K, V>)>,
}

struct Inner<K, V> {
    read: Read<K, V>,
    queue: Mutex<Queue<K, V>>,
}

struct Queue<K, V> {
    asked: Vec<(K, oneshot::Sender<Answer<V>>)>,
    is_reading: bool,
}

impl<K, V> Gather<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// `read` gets the rows of the keys, which may contain one more than once; keys without a row are left out.
    pub fn new<F, R>(read: F) -> Self
    where
        F: Fn(Vec<K>) -> R + Send + Sync + 'static,
        R: Future<Output = Rows<K, V>> + Send + 'static,
    {
        let inner = Inner {
            read: Box::new(move |keys| Box::pin(read(keys))),
            queue: Mutex::new(Queue {
                asked: Vec::new(),
                is_reading: false,
            }),
        };
        Self {
            inner: Arc::new(inner),
            known: None,
        }
    }

    /// Answers from memory while these show that nothing was written.
    #[must_use]
    pub fn while_unchanged(self, changes: &Arc<Changes>) -> Self {
        Self {
            known: Some(Known {
                changes: Arc::clone(changes),
                rows: Mutex::default(),
            }),
            ..self
        }
    }

    /// The row of a key as it is now, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, key: K) -> Answer<V> {
        // Looked at before the read starts: what is written during it makes the row unknown again.
        let known = self.known.as_ref();
        let Some((known, version)) = known.and_then(|k| Some((k, k.changes.version()?))) else {
            return self.read(key).await;
        };
        if let Some(row) = known.get(version, &key) {
            return Ok(Some(row));
        }
        let answer = self.read(key.clone()).await;
        if let Ok(Some(row)) = &answer {
            known.keep(version, key, row.clone());
        }
        answer
    }

    async fn read(&self, key: K) -> Answer<V> {
        let (send, answer) = oneshot::channel();
        let is_reading = {
            let mut queue = self.inner.queue();
            queue.asked.push((key, send));
            std::mem::replace(&mut queue.is_reading, true)
        };
        if !is_reading {
            tokio::spawn(read_on(Reading {
                inner: Arc::clone(&self.inner),
                is_over: false,
            }));
        }
        answer
            .await
            .unwrap_or_else(|_| Err(DbErr::Custom("the reading task ended early".to_owned())))
    }
}

impl<K: Eq + Hash, V: Clone> Known<K, V> {
    fn get(&self, version: Version, key: &K) -> Option<V> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        rows.1.get(key).filter(|_| rows.0 == Some(version)).cloned()
    }

    fn keep(&self, version: Version, key: K, row: V) {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.0 != Some(version) || rows.1.len() >= MOST_KNOWN {
            *rows = (Some(version), HashMap::new());
        }
        rows.1.insert(key, row);
    }
}

impl<K, V> Inner<K, V> {
    fn queue(&self) -> MutexGuard<'_, Queue<K, V>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to read. Should a read panic, those who wait get an error and the next question starts anew.
struct Reading<K, V> {
    inner: Arc<Inner<K, V>>,
    is_over: bool,
}

impl<K, V> Drop for Reading<K, V> {
    fn drop(&mut self) {
        if !self.is_over {
            let mut queue = self.inner.queue();
            queue.is_reading = false;
            queue.asked.clear();
        }
    }
}

async fn read_on<K: Clone + Eq + Hash, V: Clone>(mut reading: Reading<K, V>) {
    let inner = Arc::clone(&reading.inner);
    loop {
        let asked = {
            let mut queue = inner.queue();
            let count = queue.asked.len().min(MOST);
            if count == 0 {
                queue.is_reading = false;
                reading.is_over = true;
                return;
            }
            queue.asked.drain(..count).collect::<Vec<_>>()
        };
        let rows = (inner.read)(padded(asked.iter().map(|(key, _)| key.clone()).collect())).await;
        for (key, answer) in asked {
            // Who asked may have gone away meanwhile.
            let _ = answer.send(match &rows {
                Ok(rows) => Ok(rows.get(&key).cloned()),
                Err(error) => Err(error.clone()),
            });
        }
    }
}

/// As many keys as the next power of two, the last one repeated.
fn padded<K: Clone>(mut keys: Vec<K>) -> Vec<K> {
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_power_of_two(), last);
    }
    keys
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn questions_asked_during_a_read_share_the_next_one() {
        let (reads, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let gather = Arc::new(Gather::new({
            let (reads, go) = (Arc::clone(&reads), Arc::clone(&go));
            move |keys: Vec<u32>| {
                let (reads, go) = (Arc::clone(&reads), Arc::clone(&go));
                async move {
                    reads.fetch_add(1, Ordering::SeqCst);
                    go.notified().await;
                    Ok(keys
                        .into_iter()
                        .filter(|k| *k != 7)
                        .map(|k| (k, k * 10))
                        .collect())
                }
            }
        }));
        let ask = |key| {
            let gather = Arc::clone(&gather);
            tokio::spawn(async move { gather.get(key).await.unwrap() })
        };
        let first = ask(1);
        while reads.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let others = [ask(2), ask(3), ask(7), ask(3)];
        tokio::task::yield_now().await;
        go.notify_one();
        assert_eq!(first.await.unwrap(), Some(10));
        go.notify_one();
        let mut answers = Vec::new();
        for other in others {
            answers.push(other.await.unwrap());
        }
        assert_eq!(answers, [Some(20), Some(30), None, Some(30)]);
        assert_eq!(reads.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_failure_reaches_everybody_and_a_panic_ends_nothing() {
        let reads = Arc::new(AtomicUsize::new(0));
        let gather: Gather<u32, u32> = Gather::new({
            let reads = Arc::clone(&reads);
            move |keys: Vec<u32>| {
                let read = reads.fetch_add(1, Ordering::SeqCst);
                async move {
                    match read {
                        0 => Err(DbErr::Custom("gone".to_owned())),
                        1 => panic!("a bug"),
                        _ => Ok(keys.into_iter().map(|k| (k, k)).collect()),
                    }
                }
            }
        });
        let (a, b) = tokio::join!(gather.get(1), gather.get(2));
        assert!(a.is_err() && b.is_err());
        assert!(gather.get(3).await.is_err());
        assert_eq!(gather.get(4).await.unwrap(), Some(4));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_is_read_again_once_anything_was_written() {
        let data = tempfile::tempdir().unwrap();
        let url = crate::store::sqlite_url(data.path());
        let db = crate::store::open(&url).await.unwrap();
        let reads = Arc::new(AtomicUsize::new(0));
        let gather: Gather<u32, usize> = Gather::new({
            let reads = Arc::clone(&reads);
            move |keys: Vec<u32>| {
                let read = reads.fetch_add(1, Ordering::SeqCst);
                async move { Ok(keys.into_iter().filter(|k| *k != 7).map(|k| (k, read)).collect()) }
            }
        });
        let gather = gather.while_unchanged(&Arc::new(Changes::of(&url)));
        let insert = |name: &str| {
            let insert =
                format!("INSERT INTO server_secrets (name, value, created_at) VALUES ('{name}', x'00', 0)");
            let db = db.clone();
            async move {
                sea_orm::ConnectionTrait::execute_unprepared(&db, &insert)
                    .await
                    .unwrap()
            }
        };
        assert_eq!(gather.get(1).await.unwrap(), Some(0));
        assert_eq!(gather.get(1).await.unwrap(), Some(0), "not read again");
        assert_eq!(gather.get(2).await.unwrap(), Some(1));
        insert("one").await;
        assert_eq!(gather.get(1).await.unwrap(), Some(2));
        insert("two").await;
        assert_eq!(gather.get(2).await.unwrap(), Some(3));
        assert_eq!(gather.get(1).await.unwrap(), Some(4));
        // What is not there may come at any time.
        assert_eq!(
            (gather.get(7).await.unwrap(), gather.get(7).await.unwrap()),
            (None, None)
        );
        assert_eq!(reads.load(Ordering::SeqCst), 7);
    }

    #[test]
    fn few_different_statements_are_prepared() {
        assert_eq!(padded(vec![1]), [1]);
        assert_eq!(padded(vec![1, 2, 3]), [1, 2, 3, 3]);
        assert_eq!(padded((0..MOST).collect::<Vec<_>>()).len(), MOST);
    }
}
