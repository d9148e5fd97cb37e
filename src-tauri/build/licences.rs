//! Names, versions and licences of what goes into the program, for Settings › About. Works offline.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    path::Path,
    process::Command,
};

use serde_json::Value;

const LOCK: &str = "../ui/package-lock.json";

/// Writes `licences.json`: a list of `[name, version, licence]`, sorted by name.
pub(crate) fn write(out: &Path) -> Result<(), Box<dyn Error>> {
    for input in ["../Cargo.lock", LOCK] {
        println!("cargo::rerun-if-changed={input}");
    }
    let mut packages = crates()?;
    packages.extend(scripts()?);
    let list: Vec<_> = packages
        .iter()
        .map(|((name, version), licence)| [name, version, licence])
        .collect();
    std::fs::write(out.join("licences.json"), serde_json::to_vec(&list)?)?;
    Ok(())
}

type Packages = BTreeMap<(String, String), String>;

/// What this package reaches by ordinary dependencies on the target, its own workspace left out.
fn crates() -> Result<Packages, Box<dyn Error>> {
    let target = std::env::var("TARGET")?;
    let output = Command::new(std::env::var("CARGO")?)
        .args([
            "metadata",
            "--offline",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            &target,
        ])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = list(&metadata["packages"]);
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| (text(&node["id"]), node))
        .collect();
    let own = packages
        .iter()
        .find(|package| package["name"] == "workpass")
        .ok_or("no package workpass")?;

    let mut reached = BTreeSet::new();
    let mut open = vec![text(&own["id"])];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            let dependencies = nodes.get(id).map(|node| list(&node["deps"])).unwrap_or_default();
            open.extend(
                dependencies
                    .iter()
                    .filter(|d| is_shipped(d))
                    .map(|d| text(&d["pkg"])),
            );
        }
    }
    let foreign = |package: &&Value| reached.contains(text(&package["id"])) && !package["source"].is_null();
    Ok(packages.iter().filter(foreign).map(entry).collect())
}

/// Neither a build script's nor a test's dependency.
fn is_shipped(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"])
        .iter()
        .any(|kind| kind["kind"].is_null())
}

fn entry(package: &Value) -> ((String, String), String) {
    let licence = package["license"].as_str().unwrap_or("see the package");
    (
        (
            text(&package["name"]).to_owned(),
            text(&package["version"]).to_owned(),
        ),
        licence.to_owned(),
    )
}

/// What the bundler takes from the lock file: everything the UI depends on, and Svelte, whose runtime is compiled in.
fn scripts() -> Result<Packages, Box<dyn Error>> {
    let lock: Value = serde_json::from_slice(&std::fs::read(LOCK)?)?;
    let packages = lock["packages"]
        .as_object()
        .ok_or("package-lock.json has no packages")?;
    let shipped = packages.iter().filter_map(|(path, package)| {
        let name = path.rsplit_once("node_modules/")?.1;
        let ships = name == "svelte" || (package["dev"] != true && package["optional"] != true);
        let licence = package["license"].as_str().unwrap_or("see the package");
        ships.then(|| {
            (
                (name.to_owned(), text(&package["version"]).to_owned()),
                licence.to_owned(),
            )
        })
    });
    Ok(shipped.collect())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
