//! A program killed while it writes leaves the old view or the new one, never half of one.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use workpass_app::ports::SnapshotPort;
use workpass_domain::account::AccountKey;
use workpass_snapshot::{SealedFiles, new_key};

const SIZE: usize = 100_000;
const FOLDER: &str = "WORKPASS_TEST_KILL_FOLDER";
const KEY: &str = "WORKPASS_TEST_KILL_KEY";

fn account() -> AccountKey {
    AccountKey::Subject {
        issuer: "i".into(),
        sub: "s".into(),
    }
}

#[tokio::test]
async fn b207_a_kill_at_any_moment_leaves_a_whole_view_and_the_next_run_works() {
    let folder = tempfile::tempdir().unwrap();
    let key = new_key().unwrap();
    for round in 0..8 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "the_program_that_is_killed",
                "--ignored",
                "--nocapture",
            ])
            .env(FOLDER, folder.path())
            .env(KEY, secrecy::ExposeSecret::expose_secret(&key))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut written = 0;
        while written <= round {
            let line = lines.next().expect("the other program ended by itself").unwrap();
            written += usize::from(line.contains("written"));
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let files = SealedFiles::new(folder.path());
        let view = files.load(&account(), &key).await.unwrap().unwrap();
        assert_eq!(view.len(), SIZE);
        assert!(view.iter().all(|byte| *byte == view[0]), "parts of two views");
        files.store(&account(), &key, vec![0; SIZE]).await.unwrap();
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing piles up"
        );
    }
}

/// Not a test of its own: the other side of the test above.
#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_program_that_is_killed() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let key = env::var(KEY).unwrap().into();
    let files = SealedFiles::new(folder);
    let mut out = std::io::stdout();
    for n in 0..200_000_u32 {
        let view = vec![n.to_le_bytes()[0]; SIZE];
        files.store(&account(), &key, view).await.unwrap();
        if writeln!(out, "written").and_then(|()| out.flush()).is_err() {
            return;
        }
    }
}
