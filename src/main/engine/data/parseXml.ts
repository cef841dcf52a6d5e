/** Walks the elements of an XML part with saxen, by their plain names. */
import { Parser } from 'saxen';

export interface XmlVisitor {
  open?(name: string, attributes: () => Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Calls `visitor` for every element, without the prefixes of namespaces. Throws Error where the XML is broken. */
export function parseXml(xml: string, visitor: XmlVisitor): void {
  const parser = new Parser();
  let failed: Error | undefined;
  parser.on('error', (error) => {
    failed ??= error;
  });
  parser.on('openTag', (name, attributes, decode) =>
    visitor.open?.(plain(name), () => decoded(attributes(), decode)),
  );
  parser.on('closeTag', (name) => visitor.close?.(plain(name)));
  parser.on('text', (text, decode) => visitor.text?.(decode(text)));
  parser.on('cdata', (text) => visitor.text?.(text));
  parser.parse(xml);
  if (failed) throw failed;
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(
  attributes: Readonly<Record<string, string>>,
  decode: (text: string) => string,
): Readonly<Record<string, string>> {
  const entries = Object.entries(attributes);
  if (!entries.some(([, value]) => value.includes('&'))) return attributes;
  return Object.fromEntries(entries.map(([name, value]) => [name, decode(value)]));
}
