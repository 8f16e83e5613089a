//! Files that come, and files that go.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn a_file_is_imported_and_its_errors_have_lines() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let url = format!("{}/?list=Home", server.url);
    let window = Window::open_list(&browser, &url);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("todos.csv");
    let lines = "2018/12/19,Dentist\nnonsense,Goose\n2018-12-20,Shopping\n";
    fs::write(&file, lines).unwrap();

    window.click("summary");
    window.click("#show-import");
    window.wait_for("document.querySelector('#import').open");
    let root = window.command("DOM.getDocument", json!({}));
    let input = json!({ "nodeId": root["root"]["nodeId"],
        "selector": "#import-file" });
    let input = window.command("DOM.querySelector", input);
    let choice = json!({ "nodeId": input["nodeId"], "files": [file] });
    window.command("DOM.setFileInputFiles", choice);
    window.click("#import-form [type=submit]");
    window.wait_for("text('#import-result').includes('nothing was imported')");
    assert_eq!(window.evaluate("text('#import-result td')"), "2");
    assert_eq!(window.evaluate("all('.entry').length"), 0);

    window.click("#import-atomic");
    window.click("#import-form [type=submit]");
    window.wait_for("titles() === 'Dentist|Shopping'");
    window.wait_for("text('#import-result').includes('2 entries')");
    window.click("#import-close");

    let exports = "Promise.all(['csv', 'json', 'ics'].map(async (format) => {
        const { href } = document.getElementById(`export-${format}`);
        const text = await (await fetch(href)).text();
        return text.includes('Dentist') && text.includes('Shopping');
    }))";
    assert_eq!(window.evaluate(exports), json!([true, true, true]));
    window.assert_silent_but_for("network");
}
