//! `sandpay replay`: exports that hold, and exports that do not.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;

use sandpay::NewSandbox;
use sandpay::Simulator;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::log;
use sandpay_core::engine::log::Head;

use crate::program::Folder;
use crate::program::run;

/// Sends a request that the provider refuses, which is an input like any other.
fn call(simulator: &Simulator) {
    let host = simulator.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!(
        "POST /wooshpay/v1/payment_intents HTTP/1.1\r\nhost: {host}\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

/// The lines of an export: a head, a request, a command, a request.
fn export() -> Vec<String> {
    let simulator = Simulator::start();
    call(&simulator);
    simulator.sandbox().faults().clear().wait().unwrap();
    call(&simulator);
    let export = simulator.sandbox().export().unwrap();
    let lines: Vec<_> = export.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4);
    lines
}

fn written(folder: &Folder, lines: &[String]) -> String {
    folder.write("run.jsonl", &(lines.join("\n") + "\n"))
}

#[test]
fn an_export_comes_out_the_same() {
    let folder = Folder::new("replay-good");
    let path = written(&folder, &export());

    assert_eq!(run(["replay", &path]).done(), "3 records came out the same\n");
}

#[test]
fn a_changed_line_is_named() {
    let folder = Folder::new("replay-changed");
    let mut lines = export();
    lines[2] = lines[2].replace("clear", "cleer");
    let path = written(&folder, &lines);

    let said = run(["replay", &path]).failed(1);

    assert!(said.contains("error: line 3: the line is torn or was changed"), "{said}");
}

#[test]
fn an_export_that_was_cut_off_is_noticed() {
    let folder = Folder::new("replay-cut");
    let mut lines = export();
    lines[3].truncate(40);
    let path = folder.write("run.jsonl", &lines.join("\n"));

    assert!(run(["replay", &path]).failed(1).contains("line 4"));
}

#[test]
fn the_first_record_that_differs_is_named() {
    let folder = Folder::new("replay-differs");
    let mut lines = export();
    let mut record: Record = log::read(&lines[3]).unwrap();
    record.out = log::read::<Record>(&lines[2]).unwrap().out;
    lines[3] = log::line(&record);
    let path = written(&folder, &lines);

    let said = run(["replay", &path]).failed(1);

    assert!(said.contains("line 4: record 3 came out differently"), "{said}");
    assert!(said.contains("POST /v1/payment_intents to wooshpay"), "{said}");
}

#[test]
fn a_missing_record_is_named() {
    let folder = Folder::new("replay-gap");
    let mut lines = export();
    lines.remove(2);
    let path = written(&folder, &lines);

    assert!(run(["replay", &path]).failed(1).contains("record 2 is missing"));
}

#[test]
fn other_editions_are_said() {
    let folder = Folder::new("replay-editions");
    let mut lines = export();
    let mut head: Head = log::read_head(&lines[0]).unwrap();
    head.editions.insert("wooshpay".to_owned(), "1999-01/0".to_owned());
    lines[0] = log::line(&head);
    let path = written(&folder, &lines);

    let ran = run(["replay", &path]);

    assert!(ran.stderr.contains("note: wooshpay: the log has the edition 1999-01/0"), "{ran:?}");
    ran.done();
}

#[test]
fn a_log_file_of_several_sandboxes_comes_out_the_same() {
    let folder = Folder::new("replay-several");
    let path = folder.file("run.log");
    let simulator = Simulator::builder().log(&path).start().unwrap();
    let other = simulator.new_sandbox(NewSandbox::default()).unwrap();
    call(&simulator);
    other.faults().clear().wait().unwrap();
    simulator.sandbox().reset();
    call(&simulator);
    drop(simulator.shutdown());

    assert_eq!(run(["replay", &path]).done(), "3 records in 3 epochs came out the same\n");

    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let ran = run(["replay", &path]);
    assert!(ran.stderr.contains("line 6 was cut off while written"), "{ran:?}");
    assert_eq!(ran.done(), "2 records in 3 epochs came out the same\n");
}

#[test]
fn a_file_that_is_no_log_is_a_mistake() {
    let folder = Folder::new("replay-nonsense");
    let path = folder.write("notes.txt", "hello\n");

    assert!(run(["replay", &path]).failed(2).contains("line 1 is no head of a log"));
    assert!(run(["replay", &folder.file("missing")]).failed(2).contains("cannot read"));
}
