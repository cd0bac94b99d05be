export * from './options.ts';
export * from './package-and-push.ts';
export { publish } from './publish.ts';
export { publishInputDefaults, publishInputNames, readPublishInputs, type InputContext, type PublishInputName, type PublishInputs, type RawPublishInputs } from './inputs.ts';
export { claimOutput, type OutputPlace } from './inputs-output.ts';
export { boolean, duration, inputError, lines, oneOf, wholeNumber, words, type InputLabel } from './inputs-values.ts';
export { toldConnection, type ConnectionLog } from './inputs-connection.ts';
