// src/spec/annotations.ts
const annotationCreated = "org.opencontainers.image.created";
const annotationTitle = "org.opencontainers.image.title";
const annotationVersion = "org.opencontainers.image.version";
const annotationSource = "org.opencontainers.image.source";
const annotationRevision = "org.opencontainers.image.revision";
const annotationRefName = "org.opencontainers.image.ref.name";
const annotationContainerdName = "io.containerd.image.name";
const annotationFileMode = "io.oci-artifact.file.mode";
const annotationModelFilePath = "org.cncf.model.filepath";
const annotationContentDigest = "io.deis.oras.content.digest";
const annotationContentUnpack = "io.deis.oras.content.unpack";
const annotationArchiveUnpack = "io.oci-artifact.content.unpack";
function compareBytes(a, b) {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const x = a.charCodeAt(index);
		const y = b.charCodeAt(index);
		if (x !== y) return sortKey(x) - sortKey(y);
	}
	return a.length - b.length;
}
function sortKey(unit) {
	if (unit >= 57344) return unit - 2048;
	return unit >= 55296 ? unit + 8192 : unit;
}

export { annotationCreated as a, annotationRefName as c, annotationTitle as d, annotationVersion as f, annotationContentUnpack as i, annotationRevision as l, annotationContainerdName as n, annotationFileMode as o, compareBytes as p, annotationContentDigest as r, annotationModelFilePath as s, annotationArchiveUnpack as t, annotationSource as u };