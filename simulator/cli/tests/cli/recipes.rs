//! The README's recipes, run as they stand there: with a client that keeps the contract, and with one that does not.
//!
//! The recipe for Rust needs no binary: it is a test of the library.

use std::env;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;

use rstest::rstest;
use yaml_rust2::Yaml;
use yaml_rust2::YamlLoader;

use crate::image;
use crate::program::Folder;
use crate::program::Ran;
use crate::program::Running;
use crate::program::ended;
use crate::program::program;
use crate::program::run;
use crate::program::said;
use crate::program::sandpay;

const README: &str = include_str!("../../../../README.md");
/// The variable that makes it a failure when a recipe cannot be run on this machine.
const ALL_TOOLS: &str = "RECIPES_NEED_ALL_TOOLS";
/// The key under which Node's client asks again, and a key of every try's own.
const NODE_KEYS: Swap = ("order.merchant_order_id,", "String(tries),");

/// A text of a recipe, and what stands there instead.
type Swap = (&'static str, &'static str);

/// The fence of the recipe with this title.
fn fence(title: &str) -> &'static str {
    let recipes = README.split("\n## Recipes\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let recipe = recipes.split("<summary>").find(|recipe| recipe.starts_with(title));
    let fence = recipe.unwrap().split("\n```").nth(1).unwrap();
    fence.split_once('\n').unwrap().1
}

/// The YAML of the recipe with this title.
fn yaml(title: &str) -> Yaml {
    YamlLoader::load_from_str(fence(title)).unwrap().remove(0)
}

/// A recipe in a folder of its own. Its first line says what the file is called, and how it is run.
struct Recipe {
    folder: Folder,
    command: &'static str,
}

impl Recipe {
    /// Writes a recipe for one test, as it is or with something swapped.
    fn new(title: &str, test: &str, swap: Option<Swap>) -> Self {
        let text = fence(title);
        let first = text.lines().next().unwrap();
        let (_, comment) = first.split_once("// ").or_else(|| first.split_once("# ")).unwrap();
        let (file, command) = comment.split_once(": ").unwrap();
        let folder = Folder::new(&format!("recipe-{title}-{test}"));
        folder.write(file, &swapped(text, swap));
        Self { folder, command }
    }

    /// Runs a line of shell beside it, with the binary on the path.
    fn shell(&self, line: &str, variables: &[(String, String)]) -> Ran {
        let binary = Path::new(env!("CARGO_BIN_EXE_sandpay")).parent().unwrap().to_owned();
        let others = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([binary].into_iter().chain(env::split_paths(&others))).unwrap();
        let mut shell = program("bash");
        shell.args(["-euo", "pipefail", "-c", line]).current_dir(self.folder.file(""));
        shell.env("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        ended(shell.env("PATH", path).envs(variables.iter().cloned()))
    }
}

fn swapped(text: &str, swap: Option<Swap>) -> String {
    let Some((from, to)) = swap else { return text.to_owned() };
    assert!(text.contains(from), "`{from}` is not in the recipe");
    text.replacen(from, to, 1)
}

/// Whether this machine has what runs a line. Where it has not, that is said aloud, or a failure where all is asked for.
#[expect(clippy::explicit_write, reason = "a captured line would hide that something was not run")]
fn can_run(line: &str) -> bool {
    let tool = line.split(' ').next().unwrap();
    let paths = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&paths).any(|folder| folder.join(tool).is_file());
    assert!(found || env::var_os(ALL_TOOLS).is_none(), "{tool} is not installed");
    if !found {
        writeln!(io::stderr(), "there is no {tool} on this machine: a recipe was not run").unwrap();
    }
    found
}

#[rstest]
#[case::node("Node")]
#[case::python("Python")]
#[case::php("PHP")]
#[case::java("Java")]
fn a_recipe_passes_for_a_client_that_keeps_the_contract(#[case] title: &str) {
    let recipe = Recipe::new(title, "kept", None);
    if can_run(recipe.command) {
        recipe.shell(recipe.command, &[]).done();
    }
}

#[rstest]
#[case::node_with_new_keys("Node", NODE_KEYS, "retry_with_new_key")]
#[case::node_deaf("Node", ("answer.end()", "answer.writeHead(500).end()"), "not acknowledged")]
#[case::python_with_new_keys(
    "Python",
    ("order[\"merchant_order_id\"]}", "os.urandom(8).hex()}"),
    "retry_with_new_key"
)]
#[case::python_deaf("Python", ("send_response(200)", "send_response(500)"), "not acknowledged")]
#[case::php_with_new_keys("PHP", ("$order[merchant_order_id]\"", "\" . uniqid()"), "retry_with_new_key")]
#[case::php_deaf("PHP", ("exit;", "return http_response_code(500);"), "not acknowledged")]
#[case::java_with_new_keys(
    "Java",
    ("text(order, \"merchant_order_id\"))", "String.valueOf(tries))"),
    "retry_with_new_key"
)]
fn a_recipe_fails_for_a_client_that_breaks_the_contract(
    #[case] title: &str,
    #[case] broken: Swap,
    #[case] found: &str,
) {
    let recipe = Recipe::new(title, found, Some(broken));
    if can_run(recipe.command) {
        let ran = recipe.shell(recipe.command, &[]);

        assert_ne!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stdout.contains(found) || ran.stderr.contains(found), "{ran:?}");
    }
}

/// What a service tells its tests, with the addresses that hold on this machine.
fn variables(told: &Yaml, url: &str) -> Vec<(String, String)> {
    let told = told.as_hash().unwrap().keys().map(|name| name.as_str().unwrap());
    let here = told.map(|name| match name {
        "SANDPAY_URL" => (name.to_owned(), url.to_owned()),
        "SHOP_HOST" => (name.to_owned(), "127.0.0.1".to_owned()),
        _ => panic!("no recipe knows {name}"),
    });
    here.collect()
}

/// Whether lines of shell pass beside the recipe for Node, one after the other.
fn passes(test: &str, swap: Option<Swap>, lines: &[&str], variables: &[(String, String)]) -> bool {
    let recipe = Recipe::new("Node", test, swap);
    lines.iter().all(|line| recipe.shell(line, variables).code == Some(0))
}

#[test]
fn the_steps_of_the_workflow_wait_for_the_service_and_pass_or_fail_with_the_client() {
    let workflow = yaml("GitHub Actions");
    let job = &workflow["jobs"]["payments"];
    let steps: Vec<_> =
        job["steps"].as_vec().unwrap().iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(steps.last(), Some(&"node --test"));
    assert_eq!(job["services"]["sandpay"]["ports"][0].as_str(), Some("7250:7250"));
    assert_eq!(job["env"]["SANDPAY_URL"].as_str(), Some("http://localhost:7250"));
    if steps.iter().all(|line| can_run(line)) {
        let (_running, ready) = Running::serving(&[]);
        let variables = variables(&job["env"], said(&ready, "url"));

        assert!(passes("workflow", None, &steps, &variables));
        assert!(!passes("workflow-broken", Some(NODE_KEYS), &steps, &variables));
    }
}

/// Starts what the image starts, with the variables of the image and of the composition; its address on this machine.
fn started_as_in_the_image(composed: &Yaml) -> (Running, String) {
    assert_eq!(image::command("ENTRYPOINT"), ["sandpay"]);
    let mut command = sandpay(["--port", "0"]);
    let of_image = image::given("ENV").into_iter().filter_map(|pair| pair.split_once('='));
    let text = |yaml: &Yaml| yaml.as_str().unwrap().to_owned();
    let composed = composed.as_hash().unwrap().iter();
    command.envs(of_image).envs(composed.map(|(name, value)| (text(name), text(value))));
    let mut running = Running::start(command.stdout(Stdio::piped()));
    let ready = running.line();
    let (_, port) = said(&ready, "url").rsplit_once(':').unwrap();
    assert!(ready.contains("http://0.0.0.0:"), "{ready}");
    (running, format!("http://127.0.0.1:{port}"))
}

/// What somebody reads who calls the simulator by this host.
fn answer(url: &str, host: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_composition_reaches_the_image_by_the_name_of_its_service_and_by_no_foreign_one() {
    let services = &yaml("Compose")["services"];
    let (_running, url) = started_as_in_the_image(&services["sandpay"]["environment"]);
    let healthcheck = image::command("HEALTHCHECK");
    let (_, service) =
        services["tests"]["environment"]["SANDPAY_URL"].as_str().unwrap().split_once("//").unwrap();

    run(healthcheck[1..].iter().map(String::as_str).chain(["--url", &url])).done();
    assert!(answer(&url, service, "/_sim/health").starts_with("HTTP/1.1 200 "));
    assert!(answer(&url, service, "/yuno/v1/payments/none").starts_with("HTTP/1.1 401 "));
    let foreign = answer(&url, "evil.example:7250", "/_sim/health");
    assert!(foreign.starts_with("HTTP/1.1 421 "), "{foreign}");
    assert!(foreign.contains("start with --public-url http://evil.example:7250"), "{foreign}");
}

/// A container that `run` starts is known by the name of its service only when it is asked to be
/// (<https://docs.docker.com/reference/cli/docker/compose/run/>).
#[test]
fn the_composition_is_run_so_that_webhooks_find_the_tests() {
    let host = yaml("Compose")["services"]["tests"]["environment"]["SHOP_HOST"].clone();

    let command = format!("`docker compose run --rm --use-aliases {}`", host.as_str().unwrap());
    assert!(README.contains(&command), "the README does not say {command}");
}

#[test]
fn the_tests_of_the_composition_wait_for_health_and_pass_or_fail_with_the_client() {
    let services = &yaml("Compose")["services"];
    let tests = &services["tests"];
    let line = tests["command"].as_str().unwrap();
    assert_eq!(tests["depends_on"]["sandpay"]["condition"].as_str(), Some("service_healthy"));
    if can_run(line) {
        let (_running, url) = started_as_in_the_image(&services["sandpay"]["environment"]);
        let variables = variables(&tests["environment"], &url);

        assert!(passes("composition", None, &[line], &variables));
        assert!(!passes("composition-broken", Some(NODE_KEYS), &[line], &variables));
    }
}
