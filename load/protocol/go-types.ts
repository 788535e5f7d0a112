/** The part of JSON Schema that zod's `toJSONSchema` writes for the protocol table. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Anything goes: the reader looks at it itself. */
const RAW = 'json.RawMessage';
const UINT32_MAX = 0xffff_ffff;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly tag: string;
}

/** Turns JSON schemas into Go types: each object gets a struct with a name, so that programs can speak of it. */
export class GoTypes {
  readonly #structs = new Map<string, string>();
  #definitions: Readonly<Record<string, JsonSchema>> = {};

  /** The Go type of a schema; structs on the way are kept under `name` and what hangs from it. */
  add(name: string, schema: JsonSchema): string {
    this.#definitions = schema.$defs ?? {};
    return this.#typeOf(name, schema);
  }

  /** All structs, sorted by name. */
  get source(): string {
    const names = [...this.#structs.keys()].sort();
    return names.map((name) => this.#structs.get(name)).join('\n');
  }

  #typeOf(name: string, schema: JsonSchema): string {
    if (schema.$ref !== undefined) return this.#referenceType(schema.$ref);
    const options = schema.anyOf ?? schema.oneOf;
    if (options !== undefined) return this.#unionType(name, options);
    const values = schema.const === undefined ? schema.enum : [schema.const];
    if (values !== undefined) return valuesType(values);
    if (schema.type === 'array') return `[]${this.#typeOf(toElementName(name), schema.items ?? {})}`;
    if (schema.type === 'object') return this.#objectType(name, schema);
    return scalarType(schema);
  }

  #referenceType(reference: string): string {
    const name = reference.replace('#/$defs/', '');
    const definition = this.#definitions[name];
    if (definition === undefined) throw new Error(`no definition of ${reference}`);
    return this.#typeOf(toGoName(name), definition);
  }

  #unionType(name: string, options: readonly JsonSchema[]): string {
    const rest = options.filter((option) => option.type !== 'null');
    const types = new Set(rest.map((option) => this.#typeOf(name, option)));
    const [only] = types;
    if (only === undefined || types.size > 1) return RAW;
    return rest.length === options.length ? only : toPointer(only);
  }

  #objectType(name: string, schema: JsonSchema): string {
    if (schema.properties === undefined || Object.keys(schema.properties).length === 0) {
      const values = schema.additionalProperties;
      if (typeof values === 'object') return `map[string]${this.#typeOf(toElementName(name), values)}`;
    }
    if (!this.#structs.has(name)) {
      // Kept before its fields are looked at: a name is taken once.
      this.#structs.set(name, '');
      this.#structs.set(name, this.#structSource(name, schema));
    }
    return name;
  }

  #structSource(name: string, schema: JsonSchema): string {
    const required = new Set(schema.required);
    const fields = Object.entries(schema.properties ?? {}).map(([key, property]): Field => {
      const type = this.#typeOf(`${name}${toGoName(key)}`, property);
      const field = (fieldType: string, option = '') => ({
        name: toGoName(key),
        type: fieldType,
        tag: `\`json:"${key}${option}"\``,
      });
      if (required.has(key)) return field(type);
      // Absent and null say different things: `Nullable` keeps them apart.
      if (isNullable(property)) return field(`Nullable[${type.replace(/^\*/u, '')}]`, ',omitzero');
      return field(toPointer(type), ',omitempty');
    });
    const heading = `// ${name} is a message, or part of one.\ntype ${name} struct`;
    if (fields.length === 0) return `${heading}{}\n`;
    return `${heading} {\n${alignFields(fields)}}\n`;
  }
}

function isNullable({ anyOf }: JsonSchema): boolean {
  return anyOf?.some((option) => option.type === 'null') === true;
}

/** Columns as gofmt sets them. */
function alignFields(fields: readonly Field[]): string {
  const names = Math.max(...fields.map((field) => field.name.length));
  const types = Math.max(...fields.map((field) => field.type.length));
  const lines = fields.map(({ name, type, tag }) => `\t${name.padEnd(names)} ${type.padEnd(types)} ${tag}\n`);
  return lines.join('');
}

function valuesType(values: readonly unknown[]): string {
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size > 1) return RAW;
  if (kinds.has('string')) return 'string';
  return kinds.has('boolean') ? 'bool' : 'float64';
}

function scalarType({ type, minimum, maximum }: JsonSchema): string {
  if (type === 'string') return 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'number') return 'float64';
  if (type !== 'integer') return RAW;
  return minimum === 0 && maximum === UINT32_MAX ? 'uint32' : 'int64';
}

/** What is `nil` by itself needs no pointer to be absent. */
function toPointer(type: string): string {
  return /^(?:\[\]|map\[|\*|json\.)/u.test(type) ? type : `*${type}`;
}

function toElementName(name: string): string {
  return `${name}Item`;
}

const INITIALISMS = new Map([
  ['id', 'ID'],
  ['ip', 'IP'],
  ['url', 'URL'],
  ['uri', 'URI'],
  ['urls', 'URLs'],
  ['mid', 'MID'],
  ['rid', 'RID'],
  ['ssrc', 'SSRC'],
  ['rtx', 'RTX'],
  ['rtcp', 'RTCP'],
  ['rtp', 'RTP'],
  ['dtls', 'DTLS'],
  ['ice', 'ICE'],
]);

/** `admin.createInvite` -> `AdminCreateInvite`, `consumerIds` -> `ConsumerIDs`. */
export function toGoName(name: string): string {
  const words = name.split(/[._-]|(?<=[a-z0-9])(?=[A-Z])/u);
  return words.map(toGoWord).join('');
}

function toGoWord(word: string): string {
  const known = INITIALISMS.get(word.toLowerCase());
  if (known !== undefined) return known;
  if (word.toLowerCase() === 'ids') return 'IDs';
  return word.charAt(0).toUpperCase() + word.slice(1);
}
