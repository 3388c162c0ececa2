// The page's own work: sends what is in the editor to this gateway and shows what comes back, as it is.
import { operations, prettify } from './graphql-text.js';
import { INTROSPECTION, SchemaPane, element } from './schema-pane.js';

const ENDPOINT = '/v1/query';
const COLOURED_MAX = 200_000;

const at = (id) => document.getElementById(id);
const [key, shopperIp, editor, variables] = ['key', 'shopper-ip', 'document', 'variables'].map(at);
const [run, cancel, status, output] = ['run', 'cancel', 'status', 'response'].map(at);
const pane = new SchemaPane(at('schema'), at('search'));
let running = null;
let isSchemaThere = false;

function headers(accept) {
  const given = { 'Content-Type': 'application/json', Accept: accept };
  const typed = key.value.trim();
  if (typed) given.Authorization = typed.includes(' ') ? typed : `Basic ${typed}`;
  if (shopperIp.value.trim()) given['Rye-Shopper-IP'] = shopperIp.value.trim();
  return given;
}

/** Without credentials, so that a refused key does not open the browser's own dialog for passwords. */
function send(body, accept, signal) {
  return fetch(ENDPOINT, {
    method: 'POST', headers: headers(accept), body: JSON.stringify(body), signal, credentials: 'omit',
    cache: 'no-store', referrerPolicy: 'no-referrer',
  });
}

function chosenOperation() {
  const found = operations(editor.value);
  const index = found.length > 1 ? Math.max(0, at('operation').selectedIndex) : 0;
  return found[index] ?? { kind: 'query', name: null };
}

function requestBody(operation) {
  const body = { query: editor.value };
  if (operation.name) body.operationName = operation.name;
  if (variables.value.trim()) body.variables = JSON.parse(variables.value);
  return body;
}

async function runOperation() {
  if (running) return;
  const operation = chosenOperation();
  let body;
  try {
    body = requestBody(operation);
  } catch (problem) {
    tell(`The variables are not JSON: ${problem.message}`, 'bad');
    variables.focus();
    return;
  }
  const stop = new AbortController();
  running = stop;
  run.disabled = true;
  cancel.disabled = false;
  output.replaceChildren();
  tell('Running…');
  const began = performance.now();
  try {
    const accept = operation.kind === 'subscription'
      ? 'text/event-stream, application/json;q=0.9' : 'application/graphql-response+json, application/json;q=0.9';
    await showResponse(await send(body, accept, stop.signal), began);
  } catch (problem) {
    const time = elapsed(began);
    if (stop.signal.aborted) tell(`Cancelled · ${time}`);
    else tell(`No answer: ${problem.message} · ${time}`, 'bad');
  } finally {
    running = null;
    run.disabled = false;
    cancel.disabled = true;
  }
}

async function showResponse(response, began) {
  const line = `${response.status} ${response.statusText}`.trim();
  if ((response.headers.get('Content-Type') ?? '').startsWith('text/event-stream')) {
    await showEvents(response, line, began);
    return;
  }
  const text = await response.text();
  output.replaceChildren(...pretty(text));
  tell([line, elapsed(began), size(text)].join(' · '), response.ok && !hasErrors(text) ? 'good' : 'bad');
}

/** Server-sent events as they come: each "next" is a response, "complete" ends them. */
async function showEvents(response, line, began) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let count = 0;
  tell(`${line} · waiting for events`, 'good');
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    rest += value;
    // A carriage return at the end may be half of a line break.
    const blocks = rest.replace(/\r\n|\r(?!$)/g, '\n').split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event.name === 'complete') {
        await reader.cancel();
        tell(`${line} · complete after ${count} events · ${elapsed(began)}`, 'good');
        return;
      }
      if (!event.data) continue;
      output.append(element('span', { className: 'event' }, ...pretty(event.data)));
      output.scrollTop = output.scrollHeight;
      tell(`${line} · ${++count} events · ${elapsed(began)}`, 'good');
    }
  }
  tell(`${line} · ended after ${count} events, without "complete" · ${elapsed(began)}`, 'bad');
}

function parseEvent(block) {
  const event = { name: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (name === 'event') event.name = value;
    if (name === 'data') event.data += (event.data ? '\n' : '') + value;
  }
  return event;
}

function tell(text, kind = '') {
  status.textContent = text;
  status.className = kind;
}

const elapsed = (began) => {
  const took = performance.now() - began;
  return took < 1000 ? `${Math.round(took)} ms` : `${(took / 1000).toFixed(1)} s`;
};

const size = (text) => {
  const bytes = new TextEncoder().encode(text).length;
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
};

function hasErrors(text) {
  try {
    return (JSON.parse(text).errors?.length ?? 0) > 0;
  } catch {
    return true;
  }
}

/** JSON with indents and colours; what is not JSON as it is. */
function pretty(text) {
  let json;
  try {
    json = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return [text];
  }
  return json.length > COLOURED_MAX ? [json] : json.split('\n').map(coloured);
}

function coloured(text) {
  const line = element('span', { className: 'line' });
  line.style.setProperty('--indent', text.length - text.trimStart().length);
  let end = 0;
  for (const match of text.matchAll(/("(?:\\.|[^"\\])*")(:?)|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g)) {
    const [whole, quoted, colon] = match;
    const className = quoted ? (colon ? 'json-key' : 'json-text') : 'json-number';
    line.append(text.slice(end, match.index), element('span', { className }, quoted ?? whole), colon ?? '');
    end = match.index + whole.length;
  }
  line.append(text.slice(end));
  return line;
}

async function loadSchema() {
  pane.tell('Loading…');
  try {
    const response = await send({ query: INTROSPECTION }, 'application/json');
    const text = await response.text();
    const answer = JSON.parse(text);
    isSchemaThere = Boolean(answer.data);
    if (answer.data) pane.show(answer.data);
    else pane.tell(answer.errors.map((error) => error.message).join('\n'), true);
  } catch (problem) {
    pane.tell(`No answer: ${problem.message}`, true);
  }
}

/** Lists the document's operations when there is a choice. */
function listOperations() {
  const found = operations(editor.value);
  const select = at('operation');
  const chosen = select.selectedIndex;
  select.replaceChildren(...found.map(({ kind, name }) => element('option', {}, name ?? kind)));
  select.selectedIndex = Math.min(Math.max(chosen, 0), found.length - 1);
  at('operation-label').hidden = found.length < 2;
}

/** Tab indents until Escape lets it move on, so that nobody is caught in the field. */
function makeEditor(field) {
  let isLeaving = false;
  field.addEventListener('blur', () => { isLeaving = false; });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      runOperation();
    } else if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey && !isLeaving) {
      event.preventDefault();
      insert(field, '  ');
    }
    isLeaving = event.key === 'Escape';
  });
}

/** As if it had been typed, so that it can be undone. */
function insert(field, text) {
  field.focus();
  if (document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
}

function replaceText(field, text) {
  field.focus();
  field.select();
  insert(field, text);
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
}

async function loadExamples() {
  const examples = await (await fetch('/v1/explorer/examples.json', { credentials: 'omit' })).json();
  const select = at('example');
  select.append(...examples.map(({ title }) => element('option', {}, title)));
  const show = ({ document: lines, variables: initial }) => {
    replaceText(variables, initial ? `${JSON.stringify(initial, null, 2)}\n` : '');
    replaceText(editor, `${lines.join('\n')}\n`);
    listOperations();
  };
  select.addEventListener('change', () => {
    if (select.selectedIndex > 0) show(examples[select.selectedIndex - 1]);
    select.selectedIndex = 0;
  });
  if (!editor.value) {
    editor.value = `${examples[0].document.join('\n')}\n`;
    variables.value = examples[0].variables ? `${JSON.stringify(examples[0].variables, null, 2)}\n` : '';
    editor.setSelectionRange(0, 0);
    listOperations();
  }
}

makeEditor(editor);
makeEditor(variables);
editor.addEventListener('input', listOperations);
run.addEventListener('click', runOperation);
cancel.addEventListener('click', () => running?.abort());
at('prettify').addEventListener('click', () => replaceText(editor, prettify(editor.value)));
at('load-schema').addEventListener('click', loadSchema);
key.addEventListener('change', () => { if (key.value.trim() && !isSchemaThere) loadSchema(); });
key.addEventListener('keydown', (event) => { if (event.key === 'Enter') loadSchema(); });
loadExamples();
