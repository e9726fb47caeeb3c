//! The image, as far as it can be proved without a container: what its build is given, what that is told to build, and what
//! the image starts. What clients meet then is a matter of the recipes.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::program::Folder;
use crate::program::Running;
use crate::program::ended;
use crate::program::program;
use crate::program::run;
use crate::program::said;
use crate::program::sandpay;

const DOCKERFILE: &str = include_str!("../../../Dockerfile");
const DOCKERIGNORE: &str = include_str!("../../../../.dockerignore");
const GITIGNORE: &str = include_str!("../../../../.gitignore");

/// The instructions in their order, with what each is given.
fn instructions() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = DOCKERFILE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap())
}

/// What every instruction of this name is given.
pub(crate) fn given(name: &str) -> Vec<&'static str> {
    instructions().filter(|(other, _)| *other == name).map(|(_, given)| given).collect()
}

/// The command of the instruction of this name in its JSON form, whatever flags stand before it.
pub(crate) fn command(name: &str) -> Vec<String> {
    let given = given(name)[0];
    serde_json::from_str(&given[given.find('[').unwrap()..]).unwrap()
}

/// Each of these is held by a test here or among the recipes.
#[test]
fn the_image_is_made_by_these_instructions() {
    let names: Vec<_> = instructions().map(|(name, _)| name).collect();

    let build = ["FROM", "WORKDIR", "COPY", "RUN"];
    let image = ["FROM", "COPY", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"];
    assert_eq!(names, [&build[..], &image].concat());
}

#[test]
fn the_build_has_the_oldest_toolchain_that_is_promised_and_the_c_library_of_the_image() {
    let version = env!("CARGO_PKG_RUST_VERSION");

    // Bookworm is Debian 12: a binary built on a newer one would not start.
    let build = format!("rust:{version}-slim-bookworm AS build");
    assert_eq!(given("FROM"), [&*build, "gcr.io/distroless/cc-debian12:nonroot"]);
}

#[test]
fn the_build_is_given_what_the_repository_keeps_and_nothing_else() {
    let untracked = GITIGNORE.lines().filter(|line| line.starts_with('/'));

    assert_eq!(given("COPY")[0], ". .");
    assert_eq!(
        DOCKERIGNORE.lines().collect::<Vec<_>>(),
        ["/.git"].into_iter().chain(untracked).collect::<Vec<_>>()
    );
}

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Copies a folder but for what `.dockerignore` names.
fn copy(from: &Path, top: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        let below = Path::new("/").join(path.strip_prefix(top).unwrap());
        if DOCKERIGNORE.lines().any(|line| below == Path::new(line)) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&path, top, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Whether it compiles is the business of every other test; here it is asked whether all is there to begin.
#[test]
fn what_the_build_is_given_is_the_whole_workspace_with_its_locked_versions() {
    let words: Vec<_> = given("RUN")[0].split(' ').collect();
    let package = env!("CARGO_PKG_NAME");
    assert_eq!(words, ["cargo", "build", "--release", "--locked", "-p", package]);
    let folder = Folder::new("image-context");
    copy(&root(), &root(), Path::new(&folder.file("")));

    let mut resolve = program(env!("CARGO"));
    resolve.args(["tree", "--offline", "--locked", "-e", "normal,build", "-p", package]);
    let tree = ended(resolve.current_dir(folder.file(""))).done();

    let top = folder.file("").trim_end_matches('/').to_owned();
    let (version, below) = (env!("CARGO_PKG_VERSION"), format!("{top}/simulator/cli"));
    assert!(tree.starts_with(&format!("{package} v{version} ({below})\n")), "{tree}");
    for part in ["simulator", "simulator/core", "contracts", "fixtures"] {
        assert!(tree.contains(&format!("({top}/{part})")), "{part}: {tree}");
    }
}

#[test]
fn the_image_holds_the_binary_that_was_built_and_finds_it_by_its_name() {
    let binary = Path::new(env!("CARGO_BIN_EXE_sandpay")).file_stem().unwrap().to_str().unwrap();
    let built = format!("{}/target/release/{binary}", given("WORKDIR")[0]);

    // `/usr/local/bin` is among the folders that an image without a PATH of its own is given.
    let copied = format!("--from=build {built} /usr/local/bin/{binary}");
    assert_eq!(given("COPY")[1], copied);
    assert_eq!(command("ENTRYPOINT"), [binary]);
    assert_eq!(command("HEALTHCHECK"), [binary, "healthcheck"]);
}

#[test]
fn the_port_of_the_image_is_the_default_and_needs_no_privilege() {
    let port = given("EXPOSE")[0];

    let help = run(["serve", "--help"]).done();

    assert!(help.contains(&format!("[default: {port};")), "{help}");
    assert!(port.parse::<u16>().unwrap() >= 1024, "the user of the image is nobody");
}

#[test]
fn the_healthcheck_of_the_image_follows_the_port_that_the_image_was_told() {
    let (running, ready) = Running::serving(&[]);
    let (_, port) = said(&ready, "url").rsplit_once(':').unwrap();
    let variables: Vec<_> = given("ENV").iter().map(|pair| pair.split_once('=').unwrap()).collect();
    let check = || {
        let mut check = sandpay(&command("HEALTHCHECK")[1..]);
        ended(check.envs(variables.iter().copied()).env("SANDPAY_PORT", port))
    };

    let healthy = check().code;
    drop(running);

    assert_eq!((healthy, check().code), (Some(0), Some(1)));
}
