//! A window of the browser, and the person before it.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::keys::strokes;

/// Waits in the page until something holds: it looks again whenever the page
/// changes, and now and then for what is no change of the page.
const WAIT: &str = "new Promise((resolve, reject) => {
    const holds = () => (CONDITION);
    let why = 'it does not hold';
    const observer = new MutationObserver(() => look());
    const often = setInterval(() => look(), 50);
    const limit = setTimeout(() => end(() => reject(new Error(
        `${why}: ${document.activeElement.outerHTML}
        has focus in ${document.body.innerText}`))), 45_000);
    function end(settle) {
        observer.disconnect();
        clearInterval(often);
        clearTimeout(limit);
        settle();
    }
    function look() {
        try {
            if (holds()) end(resolve);
        } catch (error) {
            why = error;
        }
    }
    observer.observe(document, { subtree: true, childList: true,
        attributes: true, characterData: true });
    look();
})";

/// What tests ask the page for.
const HELPERS: &str = "
    globalThis.all = (selector) => [...document.querySelectorAll(selector)];
    globalThis.titles = (within = '#entries') =>
        all(`${within} .entry:not(.is-edited) > .title`)
            .map((title) => title.textContent).join('|');
    globalThis.row = (title) => all('.entry').find((entry) =>
        entry.querySelector('.title').textContent === title);
    globalThis.text = (selector) =>
        document.querySelector(selector)?.textContent ?? '';
    globalThis.isHere = (title) =>
        document.activeElement?.closest('.entry') === row(title) &&
        row(title) !== undefined;
    globalThis.toasts = () => all('.toast p').map((toast) =>
        toast.textContent.replace(/[\\u2068\\u2069]/g, '')).join('|');
    globalThis.ask = async (method, path, body) => {
        const answer = await fetch(`/api/v1/lists/${path}`, {
            method, body: body && JSON.stringify(body),
            headers: { 'Content-Type': 'application/json' } });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
        return answer.status === 204 ? null : answer.json();
    };
    globalThis.holdNext = () => {
        const send = globalThis.fetch;
        globalThis.fetch = async (path, request) => {
            if (request.method === 'GET') return send(path, request);
            globalThis.fetch = send;
            const answer = await new Promise((resolve) => {
                globalThis.held = { request, letGo: resolve };
            });
            return answer ?? send(path, request);
        };
    };";

/// A window.
pub(crate) struct Window<'a> {
    browser: &'a Browser,
    session: String,
}

impl<'a> Window<'a> {
    /// Opens a window, of usual size.
    pub(crate) fn open(browser: &'a Browser, url: &str) -> Self {
        let blank = json!({ "url": "about:blank" });
        let target = browser.command("", "Target.createTarget", &blank);
        let target = target.unwrap()["targetId"].take();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = browser.command("", "Target.attachToTarget", &attach);
        let session = session.unwrap()["sessionId"].as_str().unwrap().into();
        let window = Self { browser, session };
        for domain in ["Page", "Runtime", "Log", "DOM"] {
            window.command(&format!("{domain}.enable"), json!({}));
        }
        let helpers = json!({ "source": HELPERS });
        window.command("Page.addScriptToEvaluateOnNewDocument", helpers);
        window.resize(1200, 900);
        window.go(url);
        window
    }

    /// Opens a window on a list, and waits until that was read.
    pub(crate) fn open_list(browser: &'a Browser, url: &str) -> Self {
        let window = Self::open(browser, url);
        window.wait_for(
            "document.querySelector('#loading')?.hidden && \
             text('#list-name') !== ''",
        );
        window
    }

    /// Goes to an address.
    pub(crate) fn go(&self, url: &str) {
        self.command("Page.navigate", json!({ "url": url }));
    }

    pub(crate) fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height,
            "deviceScaleFactor": 1, "mobile": width < 500 });
        self.command("Emulation.setDeviceMetricsOverride", size);
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers write it in place"
    )]
    pub(crate) fn command(&self, method: &str, params: Value) -> Value {
        let answer = self.browser.command(&self.session, method, &params);
        answer.unwrap_or_else(|why| panic!("{method} {params}: {why}"))
    }

    fn events(&self, kind: &str) -> Vec<Value> {
        self.browser.events(&self.session, kind)
    }

    /// Returns what an expression is in the page, or what its promise becomes.
    pub(crate) fn evaluate(&self, expression: &str) -> Value {
        self.try_to_evaluate(expression)
            .unwrap_or_else(|why| panic!("{expression}\n{why}"))
    }

    /// Waits until a condition holds in the page.
    pub(crate) fn wait_for(&self, condition: &str) {
        let wait = WAIT.replace("CONDITION", condition);
        loop {
            let Err(why) = self.try_to_evaluate(&wait) else { return };
            // The page has become another meanwhile.
            let is_gone = why.contains("context was destroyed")
                || why.contains("navigated or closed");
            assert!(is_gone, "{condition}\n{why}");
        }
    }

    fn try_to_evaluate(&self, expression: &str) -> Result<Value, String> {
        let params = json!({ "expression": expression, "awaitPromise": true,
            "returnByValue": true });
        let method = "Runtime.evaluate";
        let mut answer =
            self.browser.command(&self.session, method, &params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// Presses a key, such as `x`, `Enter` or `Control+z`.
    pub(crate) fn press(&self, key: &str) {
        for stroke in strokes(key) {
            self.command("Input.dispatchKeyEvent", stroke);
        }
    }

    /// Writes a text where the cursor is.
    pub(crate) fn write(&self, text: &str) {
        self.command("Input.insertText", json!({ "text": text }));
    }

    /// Clicks on what a selector, or an expression in brackets, finds.
    pub(crate) fn click(&self, element: &str) {
        self.click_times(element, 1);
    }

    pub(crate) fn double_click(&self, element: &str) {
        self.click_times(element, 1);
        self.click_times(element, 2);
    }

    fn click_times(&self, element: &str, count: u32) {
        let found = if element.starts_with('(') {
            element.to_owned()
        } else {
            format!("document.querySelector({element:?})")
        };
        self.wait_for(&format!("{found}?.getClientRects().length > 0"));
        let place = self.evaluate(&format!(
            "(() => {{ const it = {found};
              it.scrollIntoView({{ block: 'center' }});
              const box = it.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
        ));
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1],
                "button": "left", "clickCount": count });
            self.command("Input.dispatchMouseEvent", event);
        }
    }

    /// Asserts that nothing was thrown, refused or written to the console.
    pub(crate) fn assert_silent(&self) {
        self.assert_silent_but_for("");
    }

    /// As [`assert_silent`](Self::assert_silent), but entries of one source
    /// in the log, such as `network`, are expected.
    pub(crate) fn assert_silent_but_for(&self, source: &str) {
        // What it said before this is heard before the answer.
        self.evaluate("1");
        let mut said = self.events("Runtime.exceptionThrown");
        said.extend(self.events("Runtime.consoleAPICalled"));
        let log = self.events("Log.entryAdded").into_iter();
        said.extend(log.filter(|it| it["entry"]["source"] != source));
        assert!(said.is_empty(), "the console says {said:#?}");
    }
}
