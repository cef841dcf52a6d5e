/** What a template is made of once it is parsed. */

import type { Operator } from './arithmetic.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
  /** After `*`. */
  readonly spread: Expression | undefined;
  /** After `**`. */
  readonly spreadNamed: Expression | undefined;
}

export type Expression =
  | { readonly type: 'constant'; readonly value: null | boolean | bigint | number | string }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly type: 'subscript'; readonly of: Expression; readonly key: Expression }
  | { readonly type: 'slice'; readonly of: Expression; readonly bounds: readonly (Expression | null)[] }
  | { readonly type: 'call'; readonly callee: Expression; readonly args: CallArguments }
  | { readonly type: 'filter'; readonly name: string; readonly of: Expression; readonly args: CallArguments }
  | { readonly type: 'test'; readonly name: string; readonly of: Expression; readonly args: CallArguments }
  | {
      readonly type: 'calculate';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly type: 'compare';
      readonly first: Expression;
      readonly rest: readonly (readonly [Comparison, Expression])[];
    }
  | { readonly type: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'not' | 'negative' | 'positive'; readonly of: Expression }
  | {
      readonly type: 'choice';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression | undefined;
    };

/** What `set` and `for` assign to. */
export type Target =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'field'; readonly of: string; readonly name: string }
  | { readonly type: 'targets'; readonly items: readonly Target[] };

export interface Parameter {
  readonly name: string;
  readonly whenMissing: Expression | undefined;
}

/** The body of a macro, or of a call block, whose function is named `caller`. */
export interface MacroNode {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  /** Names that its body uses, by which it takes `varargs`, `kwargs` and `caller`. */
  readonly uses: ReadonlySet<string>;
}

export type Filtering = readonly { readonly name: string; readonly args: CallArguments }[];

export type Statement =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'print'; readonly value: Expression }
  | {
      readonly type: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly type: 'for';
      readonly target: Target;
      readonly over: Expression;
      readonly test: Expression | undefined;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly type: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly type: 'setBlock';
      readonly target: Target;
      readonly filters: Filtering;
      readonly body: readonly Statement[];
    }
  | {
      readonly type: 'with';
      readonly values: readonly (readonly [Target, Expression])[];
      readonly body: readonly Statement[];
    }
  | { readonly type: 'filterBlock'; readonly filters: Filtering; readonly body: readonly Statement[] }
  | { readonly type: 'generation'; readonly body: readonly Statement[] }
  | { readonly type: 'macro'; readonly macro: MacroNode }
  | {
      readonly type: 'callBlock';
      readonly call: Extract<Expression, { type: 'call' }>;
      readonly caller: MacroNode;
    }
  | { readonly type: 'break' | 'continue' };
