//! The two ports on a real file system.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::{fs, path::PathBuf};

use secrecy::SecretString;
use tempfile::TempDir;
use workpass_app::ports::{Memo, MemoPort, SnapshotError, SnapshotPort, Tombstone, TombstonePort};
use workpass_domain::account::{Account, AccountKey};
use workpass_snapshot::{MemoFile, SealedFiles, TombstoneFile, new_key};

fn anna() -> AccountKey {
    AccountKey::Directory {
        issuer: "https://login.example/t/v2.0".into(),
        tid: "t".into(),
        oid: "anna".into(),
    }
}

fn bram() -> AccountKey {
    AccountKey::Subject {
        issuer: "https://login.example/t/v2.0".into(),
        sub: "bram".into(),
    }
}

struct Bench {
    folder: TempDir,
    files: SealedFiles,
    key: SecretString,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = SealedFiles::new(folder.path().join("views"));
        let key = new_key().unwrap();
        Self { folder, files, key }
    }

    async fn load(&self, account: &AccountKey) -> Option<Vec<u8>> {
        self.files.load(account, &self.key).await.unwrap()
    }

    async fn store(&self, account: &AccountKey, plain: &[u8]) {
        self.files
            .store(account, &self.key, plain.to_vec())
            .await
            .unwrap();
    }

    fn on_disk(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.folder.path().join("views")) else {
            return Vec::new();
        };
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

#[tokio::test]
async fn b208_the_last_known_view_of_each_account_is_kept_apart() {
    let bench = Bench::new();
    assert_eq!(bench.load(&anna()).await, None);
    bench.store(&anna(), b"anna's").await;
    bench.store(&bram(), b"bram's").await;
    bench.store(&anna(), b"anna's newer").await;
    assert_eq!(bench.load(&anna()).await.unwrap(), b"anna's newer");
    assert_eq!(bench.load(&bram()).await.unwrap(), b"bram's");
    assert_eq!(bench.on_disk().len(), 2);
}

#[tokio::test]
async fn a_deleted_view_is_gone_and_deleting_twice_is_fine() {
    let bench = Bench::new();
    bench.files.delete(&anna()).await.unwrap();
    bench.store(&anna(), b"anna's").await;
    bench.files.delete(&anna()).await.unwrap();
    bench.files.delete(&anna()).await.unwrap();
    assert_eq!(bench.load(&anna()).await, None);
    assert_eq!(bench.on_disk(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn b208_without_its_key_a_view_is_none_and_without_a_key_an_error() {
    let bench = Bench::new();
    bench.store(&anna(), b"anna's").await;
    let other = new_key().unwrap();
    assert_eq!(bench.files.load(&anna(), &other).await.unwrap(), None);
    let none = SecretString::from("not a key");
    assert!(matches!(
        bench.files.load(&anna(), &none).await,
        Err(SnapshotError::BadKey)
    ));
    assert!(matches!(
        bench.files.store(&anna(), &none, vec![]).await,
        Err(SnapshotError::BadKey)
    ));
    assert_eq!(bench.load(&anna()).await.unwrap(), b"anna's");
}

#[tokio::test]
async fn a_damaged_truncated_empty_or_huge_file_is_no_view() {
    let bench = Bench::new();
    bench.store(&anna(), b"anna's").await;
    let path = bench.on_disk().remove(0);
    let whole = fs::read(&path).unwrap();
    let mut damaged = whole.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for bad in [&damaged[..], &whole[..whole.len() / 2], b"", b"{}"] {
        fs::write(&path, bad).unwrap();
        assert_eq!(bench.load(&anna()).await, None);
    }
    // Sparse: nothing is really written.
    fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    assert_eq!(bench.load(&anna()).await, None);
    bench.store(&anna(), b"again").await;
    assert_eq!(bench.load(&anna()).await.unwrap(), b"again");
}

#[tokio::test]
async fn a_view_too_large_to_be_read_back_is_not_written() {
    let bench = Bench::new();
    bench.store(&anna(), b"small").await;
    let huge = vec![0; 9 << 20];
    bench.files.store(&anna(), &bench.key, huge).await.unwrap_err();
    assert_eq!(bench.load(&anna()).await.unwrap(), b"small");
}

#[tokio::test]
async fn neither_name_nor_content_of_the_file_tells_who_it_is_about() {
    let bench = Bench::new();
    bench.store(&anna(), b"canary-in-the-view").await;
    let path = bench.on_disk().remove(0);
    let name = path.file_name().unwrap().to_str().unwrap();
    let content = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
    for telling in ["anna", "login.example", "canary"] {
        assert!(!name.contains(telling) && !content.contains(telling));
    }
}

#[tokio::test]
async fn writes_at_the_same_time_end_with_one_whole_view() {
    let bench = Bench::new();
    let views: Vec<Vec<u8>> = (0..16_u8).map(|n| vec![n; 50_000]).collect();
    let mut writes = tokio::task::JoinSet::new();
    for view in views.clone() {
        let (files, key) = (bench.files.clone(), bench.key.clone());
        writes.spawn(async move { files.store(&anna(), &key, view).await.unwrap() });
    }
    writes.join_all().await;
    assert!(views.contains(&bench.load(&anna()).await.unwrap()));
    assert_eq!(bench.on_disk().len(), 1);
}

fn memo() -> Memo {
    Memo {
        account: Account {
            key: anna(),
            display_name: "Anna Bakker".into(),
            user_name: Some("anna@noorderlicht.example".into()),
            email: None,
        },
        issuer: "https://login.example/t/v2.0".into(),
        client_id: "app".into(),
        elsewhere: Vec::new(),
        shown: None,
    }
}

#[tokio::test]
async fn the_memo_is_kept_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let file = MemoFile::new(folder.path().join("deep/memo.json"));
    assert_eq!(file.load().await, None);
    file.store(None).await.unwrap();
    file.store(Some(memo())).await.unwrap();
    assert_eq!(file.load().await, Some(memo()));
    file.store(None).await.unwrap();
    assert_eq!(file.load().await, None);
}

#[tokio::test]
async fn a_memo_that_is_not_one_reads_as_nobody_yet() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("memo.json");
    let file = MemoFile::new(&path);
    file.store(Some(memo())).await.unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let newer = whole.replace("\"version\": 1", "\"version\": 2");
    assert_ne!(newer, whole);
    for bad in ["", "{", "null", "[]", &whole[..whole.len() / 2], &newer] {
        fs::write(&path, bad).unwrap();
        assert_eq!(file.load().await, None);
    }
    fs::File::create(&path).unwrap().set_len(100 << 20).unwrap();
    assert_eq!(file.load().await, None);
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert_eq!(file.load().await, None);
}

#[tokio::test]
async fn tombstones_are_kept_for_the_owner_only_until_there_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/signed-out.json");
    let file = TombstoneFile::new(&path);
    assert!(file.load().await.is_empty());
    let tombstones: Vec<Tombstone> = [anna(), bram()]
        .map(|account| Tombstone {
            account,
            issuer: "https://login.example/t/v2.0".into(),
            client_id: "client".into(),
            signed_out_at: time::macros::datetime!(2026-11-22 09:00:00.25 UTC),
        })
        .into();
    file.store(tombstones.clone()).await.unwrap();
    assert_eq!(
        TombstoneFile::new(&path).load().await,
        tombstones,
        "another run finds them"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    file.store(Vec::new()).await.unwrap();
    assert!(file.load().await.is_empty());
    assert!(!path.exists());
}

#[tokio::test]
async fn tombstones_that_make_no_sense_are_none_and_can_be_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signed-out.json");
    let file = TombstoneFile::new(&path);
    for nonsense in [
        "",
        "{",
        "[]",
        r#"{"version":2,"tombstones":[]}"#,
        r#"{"version":1}"#,
    ] {
        fs::write(&path, nonsense).unwrap();
        assert!(file.load().await.is_empty(), "{nonsense}");
    }
    file.store(Vec::new()).await.unwrap();
    assert!(!path.exists());
}
