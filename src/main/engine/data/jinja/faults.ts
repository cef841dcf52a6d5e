/** The ways in which a template fails, kept apart because each is somebody else's to mend. */

/** What Python's Jinja would raise as well: the template refuses these turns, or computes with the wrong types. */
export class TemplateFault extends Error {}

/** Jinja would go on, but this renderer does not know exactly how; it refuses rather than guess. */
export class UnsupportedTemplate extends Error {}

/** The template runs longer or writes more than any that serves a purpose. */
export class EndlessTemplate extends Error {}

/** The text is no template. */
export class TemplateSyntaxFault extends Error {
  constructor(message: string, line: number) {
    super(`line ${line}: ${message}`);
  }
}
