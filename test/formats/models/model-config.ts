import {
  array,
  boolean,
  literal,
  minLength,
  optional,
  picklist,
  pipe,
  regex,
  safeParse,
  strictObject,
  string,
} from 'valibot';

/** The rules of model-spec for a config (schema/config-schema.json): required fields, and no other fields. */
const text = optional(string());
const texts = optional(array(string()));
const modality = optional(array(picklist(['text', 'image', 'audio', 'video', 'embedding', 'other'])));
const digest = pipe(string(), regex(/^sha256:[0-9a-f]{64}$/));
const date = optional(pipe(string(), regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/)));

const config = strictObject({
  descriptor: strictObject({
    createdAt: date,
    authors: texts,
    family: text,
    name: optional(pipe(string(), minLength(1))),
    docURL: text,
    sourceURL: text,
    datasetsURL: texts,
    version: text,
    revision: text,
    vendor: text,
    licenses: texts,
    title: text,
    description: text,
  }),
  modelfs: strictObject({ type: literal('layers'), diffIds: pipe(array(digest), minLength(1)) }),
  config: strictObject({
    architecture: text,
    format: text,
    paramSize: text,
    precision: text,
    quantization: text,
    capabilities: optional(
      strictObject({
        inputTypes: modality,
        outputTypes: modality,
        knowledgeCutoff: date,
        reasoning: optional(boolean()),
        toolUsage: optional(boolean()),
        reward: optional(boolean()),
        languages: optional(array(pipe(string(), regex(/^[a-z]{2}$/)))),
      }),
    ),
  }),
});

/** The first rule that a config breaks. */
export function modelConfigProblem(value: unknown): string | undefined {
  return safeParse(config, value).issues?.[0].message;
}
