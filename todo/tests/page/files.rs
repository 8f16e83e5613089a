//! What is sent, and what the modules promise.

use serde_json::json;

use crate::browser::Browser;
use crate::server::Server;
use crate::window::Window;

#[test]
fn every_file_is_asked_for_again_only_if_it_has_changed() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window =
        Window::open_list(&browser, &format!("{}/?list=Home", server.url));
    let answers = "Promise.all(performance.getEntriesByType('resource')
        .map(({ name }) => new URL(name).pathname)
        .filter((path) => path.startsWith('/page/')).concat('/')
        .map(async (path) => {
            const { status, headers } = await fetch(path);
            const again = await fetch(path, { cache: 'no-store',
                headers: { 'If-None-Match': headers.get('ETag') } });
            return [path, status, again.status, headers.get('Cache-Control'),
                headers.get('X-Content-Type-Options'),
                headers.get('Content-Security-Policy').includes(
                    \"default-src 'none'\")];
        }))";
    let answers = window.evaluate(answers);
    let answers = answers.as_array().unwrap();
    assert!(answers.len() > 20, "{answers:?}");
    for answer in answers {
        let expected =
            json!([answer[0], 200, 304, "no-cache", "nosniff", true]);
        assert_eq!(*answer, expected);
    }
    window.assert_silent_but_for("network");
}

#[test]
fn the_policy_lets_no_text_become_markup_and_no_other_script_run() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window =
        Window::open_list(&browser, &format!("{}/?list=Home", server.url));
    let markup = "try { document.body.innerHTML = '<b>x</b>'; 'done' } \
                  catch (error) { error.name }";
    assert_eq!(window.evaluate(markup), "TypeError");
    window.evaluate(
        "(() => { const script = document.createElement('script');
            script.append('document.title = \"taken\"');
            document.body.append(script); })()",
    );
    assert_ne!(window.evaluate("document.title"), "taken");
}

#[test]
fn entries_are_in_order_however_they_come_and_go() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    let window =
        Window::open_list(&browser, &format!("{}/?list=Home", server.url));
    // As many changes as there are kinds of, against sorting all again.
    let differences = window.evaluate(
        "(async () => {
            const { Entries } = await import('/page/entries.js');
            const { compare } = await import('/page/groups.js');
            let seed = 7;
            const draw = (below) => {
                seed = (seed * 48271) % 2147483647;
                return seed % below;
            };
            const entries = new Entries();
            const model = new Map();
            const different = [];
            for (let version = 1; version <= 3000; version += 1) {
                const ids = Array.from({ length: 1 + draw(3) },
                    () => 1 + draw(60));
                const changes = [...new Set(ids)].map((id) => ({ id,
                    entry: draw(3) === 0 ? null : {
                        id, title: `${version}`, done: draw(2) === 0,
                        date: [null, '2026-11-22', '2026-12-24'][draw(3)],
                        updated: `2026-11-22T04:00:0${draw(9)}Z`,
                        version: `a-${version}` } }));
                for (const { id, entry } of changes) {
                    if (entry) model.set(id, entry);
                    else model.delete(id);
                }
                entries.apply(`a-${version}`, changes);
                // What is old changes nothing.
                if (draw(4) === 0) entries.apply(`a-${version - 1}`, changes
                    .map(({ id }) => ({ id, entry: null })));
                const shown = JSON.stringify(entries.slice('all'));
                const sorted = [...model.values()].sort(compare);
                const open = sorted.filter(({ done }) => !done).length;
                if (shown !== JSON.stringify(sorted) || open !== entries.open) {
                    different.push(version);
                }
            }
            return different;
        })()",
    );
    assert_eq!(differences, json!([]));
}
