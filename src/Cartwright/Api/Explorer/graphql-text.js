// GraphQL documents as text: which operations one has, and how it looks when it is tidy.

const TOKEN = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*|\.\.\.|[$@]?[A-Za-z_]\w*|-?\d[\w.+-]*|\S/g;

/** The operations of a document, in order: their kind, and their name or null. */
export function operations(text) {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const found = [];
  let depth = 0;
  tokens.forEach((token, index) => {
    const previous = tokens[index - 1] ?? '}';
    if (depth === 0 && previous === '}') {
      const next = tokens[index + 1] ?? '';
      if (/^(query|mutation|subscription)$/.test(token)) {
        found.push({ kind: token, name: /^[A-Za-z_]/.test(next) ? next : null });
      } else if (token === '{') {
        found.push({ kind: 'query', name: null });
      }
    }
    if ('{(['.includes(token)) depth++;
    if ('})]'.includes(token)) depth--;
  });
  return found;
}

/** The document with one selection a line, two blanks an indent, and arguments on one line. Comments stay. */
export function prettify(text) {
  const lines = [];
  let line = '';
  let indent = 0;
  let brackets = 0;
  let previous = ['', ''];
  const end = () => {
    if (line.trim()) lines.push('  '.repeat(indent) + line.trim());
    line = '';
  };
  for (const token of text.match(TOKEN) ?? []) {
    if (token.startsWith('#')) {
      end();
      line = token;
      end();
    } else if (brackets > 0 || token === '(') {
      if ('([{'.includes(token)) brackets++;
      if (')]}'.includes(token)) brackets--;
      line = withArgumentToken(line, token);
    } else if (token === '{') {
      line += ' {';
      end();
      indent++;
    } else if (token === '}') {
      end();
      indent = Math.max(0, indent - 1);
      line = '}';
      end();
      if (indent === 0) lines.push('');
    } else if (token === ':') {
      line += ': ';
    } else if (token !== ',') {
      if (beginsSelection(token, previous, indent)) end();
      const isNamedSpread = line === '...' && /^(?!on$)\w/.test(token);
      line += line === '' || line.endsWith(' ') || isNamedSpread ? token : ` ${token}`;
    }
    previous = [previous[1], token];
  }
  end();
  return `${lines.join('\n').trim()}\n`;
}

function beginsSelection(token, [beforeLast, last], indent) {
  if (indent === 0 || token.startsWith('@') || last === ':') return false;
  return token === '...' || !(last === '...' || last === 'on' && beforeLast === '...');
}

function withArgumentToken(line, token) {
  if (')]},:!('.includes(token)) return line.trimEnd() + token + (token === ',' || token === ':' ? ' ' : '');
  if (token === '=') return `${line.trimEnd()} = `;
  return /(^|[\s([{])$/.test(line) ? line + token : `${line} ${token}`;
}
