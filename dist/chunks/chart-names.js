// src/formats/helm/chart-names.ts
const chartConfigType = "application/vnd.cncf.helm.config.v1+json";
const chartContentType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const chartProvenanceType = "application/vnd.cncf.helm.chart.provenance.v1.prov";
function isChartName(text) {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/.test(text);
}
function isVersionText(text) {
	return /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/.test(text);
}
const identifiers = String.raw`[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*`;
const preRelease = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)`;
const suffix = String.raw`(?:-${preRelease}(?:\.${preRelease})*)?(?:\+${identifiers})?`;
const strictVersion = new RegExp(String.raw`^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}${suffix}$`);
const helmVersion = new RegExp(String.raw`^v?\d+(?:\.\d+){0,2}${suffix}$`);
function isSemanticVersion(text) {
	return strictVersion.test(text);
}
function isChartVersion(text) {
	return isVersionText(text) && helmVersion.test(text);
}

export { isChartVersion as a, isChartName as i, chartContentType as n, isSemanticVersion as o, chartProvenanceType as r, isVersionText as s, chartConfigType as t };