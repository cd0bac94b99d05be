/** The name for an unknown number. */
const unknownName = 'Unknown';
export const unknownArchitecture = 'unknown';

/** Types of the objects in an image, by the numbers in their descriptors. */
export const dataTypes = {
  definitionFile: 0x4001,
  environment: 0x4002,
  labels: 0x4003,
  partition: 0x4004,
  signature: 0x4005,
  genericJson: 0x4006,
  generic: 0x4007,
  cryptoMessage: 0x4008,
  sbom: 0x4009,
  ociRootIndex: 0x400a,
  ociBlob: 0x400b,
} as const;

type Names = Readonly<Record<number, string>>;

const dataTypeNames: Names = {
  [dataTypes.definitionFile]: 'Def.FILE',
  [dataTypes.environment]: 'Env.Vars',
  [dataTypes.labels]: 'JSON.Labels',
  [dataTypes.partition]: 'FS',
  [dataTypes.signature]: 'Signature',
  [dataTypes.genericJson]: 'JSON.Generic',
  [dataTypes.generic]: 'Generic/Raw',
  [dataTypes.cryptoMessage]: 'Cryptographic Message',
  [dataTypes.sbom]: 'SBOM',
  [dataTypes.ociRootIndex]: 'OCI.RootIndex',
  [dataTypes.ociBlob]: 'OCI.Blob',
};

const fileSystemNames: Names = {
  1: 'Squashfs',
  2: 'Ext3',
  3: 'Archive',
  4: 'Raw',
  5: 'Encrypted squashfs',
  6: 'Gocryptfs squashfs',
};

/** The partition with the root file system. An image has one. */
export const primaryPartition = '*System';
const partitionNames: Names = { 1: 'System', 2: primaryPartition, 3: 'Data', 4: 'Overlay' };

const hashNames: Names = { 1: 'SHA-256', 2: 'SHA-384', 3: 'SHA-512', 4: 'BLAKE2s-256', 5: 'BLAKE2b-256' };
const messageFormatNames: Names = { 1: 'OpenPGP', 2: 'PEM' };
const messageTypeNames: Names = { 0x100: 'Clear Signature', 0x200: 'RSA-OAEP' };
const sbomNames: Names = {
  1: 'cyclonedx-json',
  2: 'cyclonedx-xml',
  3: 'github-json',
  4: 'spdx-json',
  5: 'spdx-rdf',
  6: 'spdx-tag-value',
  7: 'spdx-yaml',
  8: 'syft-json',
};

/** Go's names of the architectures. */
const architectureNames: Readonly<Record<string, string>> = {
  '01': '386',
  '02': 'amd64',
  '03': 'arm',
  '04': 'arm64',
  '05': 'ppc64',
  '06': 'ppc64le',
  '07': 'mips',
  '08': 'mipsle',
  '09': 'mips64',
  '10': 'mips64le',
  '11': 's390x',
  '12': 'riscv64',
  '13': 'loong64',
};

function lookUp(names: Names, fallback: string = unknownName): (number: number) => string {
  return (number) => (Object.hasOwn(names, number) ? names[number] : undefined) ?? fallback;
}

export const dataTypeName: (number: number) => string = lookUp(dataTypeNames);
export const fileSystemName: (number: number) => string = lookUp(fileSystemNames);
export const partitionName: (number: number) => string = lookUp(partitionNames);
export const hashName: (number: number) => string = lookUp(hashNames);
export const messageFormatName: (number: number) => string = lookUp(messageFormatNames);
export const messageTypeName: (number: number) => string = lookUp(messageTypeNames);
export const sbomName: (number: number) => string = lookUp(sbomNames, 'unknown');

/** @param field three bytes: two digits and a zero */
export function architectureName(field: Uint8Array): string {
  const [, , end] = field;
  const digits = Buffer.from(field.subarray(0, 2)).toString('latin1');
  return (
    (end === 0 && Object.hasOwn(architectureNames, digits) ? architectureNames[digits] : undefined) ??
    unknownArchitecture
  );
}
