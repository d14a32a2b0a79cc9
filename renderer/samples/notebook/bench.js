// The bench: one form for each bn function, one log line for each call and each event.

const element = (id) => document.getElementById(id);
const form = (call) => document.querySelector(`form[data-call="${call}"]`);

const listeners = [];

/** `abcdef…` never appears in the log: it shows the first two characters and the length. */
function masked(token) {
  if (typeof token !== 'string' || token === '') return token;
  return `${token.length > 4 ? token.slice(0, 2) : ''}•••• (${token.length} characters)`;
}

function printable(value) {
  return JSON.stringify(
    value,
    (key, inner) => {
      if (key === 'token' || key === 'code') return masked(inner);
      if (key === 'fetchedData' && typeof inner === 'string' && inner.length > 400)
        return `${inner.slice(0, 400)}… (${inner.length} characters)`;
      return typeof inner === 'function' ? '[function]' : inner;
    },
    2,
  );
}

function log(call, options, outcome, value, tookMs) {
  const head = document.createElement('div');
  head.className = 'log-head';
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString('en', {
    hour12: false,
    fractionalSecondDigits: 3,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const name = document.createElement('strong');
  name.textContent = `${call}(${options === undefined ? '' : printable(options).replace(/\s+/g, ' ')})`;
  const result = document.createElement('span');
  result.className = 'outcome';
  result.textContent = outcome;
  head.append(time, name, result);
  if (tookMs !== undefined) {
    const took = document.createElement('span');
    took.className = 'took';
    took.textContent = `${tookMs.toFixed(1)} ms`;
    head.append(took);
  }

  const line = document.createElement('li');
  line.className = outcome === 'failed' ? 'bad' : 'good';
  line.dataset.call = call;
  line.dataset.outcome = outcome;
  line.append(head);
  if (value !== undefined) {
    const text = document.createElement('pre');
    text.tabIndex = 0;
    text.textContent = printable(value);
    line.append(text);
  }
  element('log').prepend(line);
  element('no-log').hidden = true;
}

/** Calls `bn[call]` in the chosen style; every outcome becomes a line. */
function run(call, options) {
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  const style = document.querySelector('input[name=style]:checked').value;
  if (style === 'promise') {
    Promise.resolve(bn[call](options)).then(
      (result) => log(call, options, 'ok', result, took()),
      (failure) => log(call, options, 'failed', failure, took()),
    );
    return;
  }
  const order = [];
  bn[call]({
    ...options,
    success(result) {
      order.push('success');
      log(call, options, 'success', result, took());
    },
    failed(failure) {
      order.push('failed');
      log(call, options, 'failed', failure, took());
    },
    complete() {
      order.push('complete');
      log(call, options, 'complete', { order }, took());
    },
  });
}

function onSubmit(call, handler) {
  form(call).addEventListener('submit', (event) => {
    event.preventDefault();
    handler(new FormData(event.currentTarget));
  });
}

function showListenerCount() {
  const { length } = listeners;
  element('listener-count').textContent = length === 0 ? 'No listener yet.' : `Listeners: ${length}.`;
}

onSubmit('setBackgroundFetchToken', (data) => run('setBackgroundFetchToken', { token: data.get('token') }));
onSubmit('getBackgroundFetchToken', () => run('getBackgroundFetchToken', {}));
onSubmit('getBackgroundFetchData', (data) => {
  const timeout = data.get('timeout').trim();
  run('getBackgroundFetchData', {
    fetchType: data.get('fetchType'),
    ...(timeout === '' ? {} : { timeout: Number(timeout) }),
  });
});
onSubmit('onBackgroundFetchData', () => {
  const number = listeners.length + 1;
  const listener = (event) => log('onBackgroundFetchData', undefined, `event for listener ${number}`, event);
  listeners.push(listener);
  showListenerCount();
  log('onBackgroundFetchData', undefined, `listener ${number} added`);
  bn.onBackgroundFetchData(listener);
});
onSubmit('offBackgroundFetchData', (data) => {
  if (data.get('which') === 'all') {
    listeners.length = 0;
    bn.offBackgroundFetchData();
    log('offBackgroundFetchData', undefined, 'all listeners removed');
  } else if (listeners.length > 0) {
    bn.offBackgroundFetchData(listeners.pop());
    log('offBackgroundFetchData', undefined, 'last listener removed');
  } else {
    log('offBackgroundFetchData', undefined, 'there was no listener');
  }
  showListenerCount();
});

element('clear-log').addEventListener('click', () => {
  element('log').replaceChildren();
  element('no-log').hidden = false;
});
