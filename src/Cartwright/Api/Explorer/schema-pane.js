// The schema pane: what an introspection query told, to look up and to search. The address's fragment says which type
// is open, so that the browser's own history leads back. Everything told is put in as text, never as markup.

export const INTROSPECTION = `query Schema {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) { ...Named args(includeDeprecated: true) { ...Input } type { ...Type } }
      inputFields(includeDeprecated: true) { ...Input }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}
fragment Named on __Field { name description isDeprecated deprecationReason }
fragment Input on __InputValue {
  name description defaultValue isDeprecated deprecationReason type { ...Type }
}
fragment Type on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }
}`;

const KINDS = {
  OBJECT: 'type', INTERFACE: 'interface', UNION: 'union', ENUM: 'enum', INPUT_OBJECT: 'input', SCALAR: 'scalar',
};
const PREFIX = '#type=';
const FOUND_MAX = 60;

/** An element with children that are elements or text. */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export class SchemaPane {
  #pane;
  #search;
  #types = new Map();
  #roots = [];

  constructor(pane, search) {
    this.#pane = pane;
    this.#search = search;
    search.addEventListener('input', () => this.#render());
    search.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.#clearSearch(); });
    window.addEventListener('hashchange', () => {
      search.value = '';
      this.#render();
      this.#pane.scrollTop = 0;
      this.#pane.querySelector('h3')?.focus();
    });
    this.tell('Type an API key, then load the schema.');
  }

  /** Shows a sentence in place of the schema. */
  tell(text, isProblem = false) {
    this.#pane.replaceChildren(element('p', { className: isProblem ? 'problem' : 'hint' }, text));
  }

  /** Takes the data that INTROSPECTION was answered with. */
  show({ __schema: schema }) {
    this.#types = new Map(schema.types.map((type) => [type.name, type]));
    this.#roots = [schema.queryType, schema.mutationType, schema.subscriptionType]
      .filter((root) => root).map((root) => root.name);
    this.#render();
  }

  #clearSearch() {
    this.#search.value = '';
    this.#render();
  }

  #render() {
    if (this.#types.size === 0) return;
    const sought = this.#search.value.trim().toLowerCase();
    const open = location.hash.startsWith(PREFIX) && this.#types.get(location.hash.slice(PREFIX.length));
    if (sought) this.#pane.replaceChildren(...this.#found(sought));
    else if (open) this.#pane.replaceChildren(...this.#type(open));
    else this.#pane.replaceChildren(...this.#overview());
  }

  #overview() {
    const own = [...this.#types.values()].filter((type) => !type.name.startsWith('__'));
    own.sort((one, other) => one.name.localeCompare(other.name));
    const sections = [heading('Roots'), element('ul', {}, ...this.#roots.map((name) => item(link(name))))];
    for (const [kind, title] of [['OBJECT', 'Types'], ['INTERFACE', 'Interfaces'], ['UNION', 'Unions'],
      ['INPUT_OBJECT', 'Inputs'], ['ENUM', 'Enums'], ['SCALAR', 'Scalars']]) {
      const names = own.filter((type) => type.kind === kind && !this.#roots.includes(type.name));
      if (names.length === 0) continue;
      const list = element('ul', { className: 'columns' }, ...names.map((type) => item(link(type.name))));
      sections.push(heading(`${title} (${names.length})`), list);
    }
    return sections;
  }

  #found(sought) {
    const hits = [];
    for (const type of this.#types.values()) {
      if (type.name.toLowerCase().includes(sought)) hits.push([type.name.toLowerCase() === sought ? 0 : 1, type.name]);
      const members = [...type.fields ?? [], ...type.inputFields ?? [], ...type.enumValues ?? []];
      for (const { name } of members) {
        if (name.toLowerCase().includes(sought)) hits.push([2, type.name, name]);
      }
    }
    hits.sort(([one], [other]) => one - other);
    const shown = hits.slice(0, FOUND_MAX).map(([, type, member]) => item(link(type), member ? `.${member}` : null));
    const title = hits.length > FOUND_MAX ? `${hits.length} found, the first ${FOUND_MAX} shown` : `${hits.length} found`;
    return [heading(title), element('ul', {}, ...shown)];
  }

  #type(type) {
    const word = element('span', {}, `${KINDS[type.kind]} `);
    const parts = [
      element('p', {}, element('a', { href: '#' }, 'All types')),
      element('h3', { className: 'type', tabIndex: -1 }, word, type.name, type.isOneOf ? ' @oneOf' : null),
    ];
    if (type.description) parts.push(told(type.description));
    if (type.specifiedByURL) parts.push(told(`Specified by ${type.specifiedByURL}`));
    if (type.interfaces?.length) parts.push(heading('Implements'), names(type.interfaces));
    if (type.fields) parts.push(heading('Fields'), members(type.fields.map(field)));
    if (type.inputFields) parts.push(heading('Fields'), members(type.inputFields.map(input)));
    if (type.enumValues) parts.push(heading('Values'), members(type.enumValues.map(value)));
    if (type.possibleTypes?.length) parts.push(heading('Possible types'), names(type.possibleTypes));
    return parts;
  }
}

const heading = (text) => element('h3', { tabIndex: -1 }, text);
const item = (...children) => element('li', {}, ...children);
const link = (name) => element('a', { href: PREFIX + name }, name);
const told = (text) => element('p', { className: 'told' }, text);
const names = (types) => element('ul', {}, ...types.map((type) => item(link(type.name))));
const members = (items) => element('ul', { className: 'members' }, ...items);

function typeParts(type) {
  if (type.kind === 'NON_NULL') return [...typeParts(type.ofType), '!'];
  if (type.kind === 'LIST') return ['[', ...typeParts(type.ofType), ']'];
  return [link(type.name)];
}

function notes({ description, isDeprecated, deprecationReason }) {
  const parts = description ? [told(description)] : [];
  if (isDeprecated) {
    parts.push(element('p', { className: 'told' }, element('strong', {}, 'Deprecated. '), deprecationReason));
  }
  return parts;
}

function field(each) {
  const list = each.args.length ? [element('ul', { className: 'arguments' }, ...each.args.map(input))] : [];
  return item(each.name, ': ', ...typeParts(each.type), ...notes(each), ...list);
}

function input(each) {
  const initial = each.defaultValue === null ? [] : [` = ${each.defaultValue}`];
  return item(each.name, ': ', ...typeParts(each.type), ...initial, ...notes(each));
}

function value(each) {
  return item(each.name, ...notes(each));
}
