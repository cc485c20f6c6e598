// The stream of what the server has to tell. It comes back by itself: after a restart of the server, after sleep.

const EVENTS = ["hello", "page", "style", "picture", "elsewhere", "problems", "gone"];
const PAUSES = [[10, 500], [30, 2_000], [Infinity, 5_000]]; // up to so many failures: so many milliseconds
const SILENCE = 5_000; // milliseconds after which a stream may be dead without saying so

/**
 * Calls `hear(event, data)` for what the stream at `address()` says, `hear("away")` when it breaks and `hear("missed")`
 * when there was none for a while.
 */
function listen(address, hear) {
  let source;
  let failures = 0;
  let heard = 0;
  let retry;

  const open = () => {
    close();
    source = new EventSource(address());
    heard = Date.now();
    for (const name of EVENTS)
      source.addEventListener(name, ({ data }) => {
        failures = 0;
        heard = Date.now();
        hear(name, data ? JSON.parse(data) : {});
      });
    source.onerror = () => {
      close();
      hear("away");
      retry = setTimeout(open, PAUSES.find(([many]) => failures < many)[1]);
      failures += 1;
    };
    others.postMessage("open");
  };
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const wake = () => {
    if (document.visibilityState === "hidden") return;
    if (source && Date.now() - heard < SILENCE) return;
    if (!source) hear("missed");
    open();
  };

  // A browser opens six connections to one host: a tab that nobody sees gives its own to a tab that opens one.
  const others = new BroadcastChannel(`blogbuild ${location.host}`);
  others.onmessage = () => document.visibilityState === "hidden" && close();
  document.addEventListener("visibilitychange", wake);
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, wake);
  addEventListener("pagehide", close);
  wakeAfterSleep(() => {
    close();
    wake();
  });
  open();
}

/** Calls `wake` when the clock has jumped: no event tells of a laptop that was opened again. */
function wakeAfterSleep(wake) {
  let last = Date.now();
  setInterval(() => {
    if (Date.now() - last > SILENCE && document.visibilityState === "visible") wake();
    last = Date.now();
  }, 1_000);
}
