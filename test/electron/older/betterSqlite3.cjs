/** The part of better-sqlite3 that the store uses, over libsql, whose binary loads in Node 18. */
const Base = require(process.env.LIBSQL);

class Statement {
  #statement;
  #plucked = false;
  #raw = false;

  constructor(statement) {
    this.#statement = statement;
  }

  pluck() {
    this.#plucked = true;
    return this;
  }

  raw() {
    this.#raw = true;
    this.#statement.raw();
    return this;
  }

  all(...values) {
    const rows = this.#statement.all(...bound(values));
    if (!this.#raw) for (const row of rows) delete row._metadata;
    return this.#plucked ? rows.map((row) => Object.values(row)[0]) : rows;
  }

  get(...values) {
    return this.all(...values)[0];
  }

  *iterate(...values) {
    yield* this.all(...values);
  }

  run(...values) {
    return this.#statement.run(...bound(values));
  }
}

/** libsql takes a list where better-sqlite3 takes several values. */
function bound(values) {
  const [first] = values;
  const isNamed =
    values.length === 1 && first !== null && typeof first === 'object' && !Buffer.isBuffer(first);
  return isNamed ? [first] : [values];
}

class Database {
  #base;
  #depth = 0;

  constructor(name, options = {}) {
    this.name = name;
    this.#base = new Base(name, options);
  }

  prepare(sql) {
    return new Statement(this.#base.prepare(sql));
  }

  exec(sql) {
    this.#base.exec(sql);
    return this;
  }

  pragma(text, options) {
    let rows = [];
    try {
      rows = this.prepare(`PRAGMA ${text}`).all();
    } catch {
      this.#base.exec(`PRAGMA ${text}`);
    }
    return options?.simple ? Object.values(rows[0] ?? {})[0] : rows;
  }

  transaction(work) {
    const runner =
      (begin) =>
      (...values) => {
        const [open, close, undo] =
          this.#depth > 0
            ? ['SAVEPOINT inner', 'RELEASE inner', 'ROLLBACK TO inner; RELEASE inner']
            : [begin, 'COMMIT', 'ROLLBACK'];
        this.#base.exec(open);
        this.#depth++;
        try {
          const result = work(...values);
          this.#base.exec(close);
          return result;
        } catch (error) {
          this.#base.exec(undo);
          throw error;
        } finally {
          this.#depth--;
        }
      };
    return Object.assign(runner('BEGIN'), { immediate: runner('BEGIN IMMEDIATE') });
  }

  async backup(path) {
    require('node:fs').rmSync(path, { force: true });
    this.#base.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
  }

  close() {
    this.#base.close();
  }
}

module.exports = Object.assign(Database, { SqliteError: Base.SqliteError });
