import { r as versionSuffix } from "./semantic-version.js";

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
const helmVersion = new RegExp(String.raw`^v?\d+(?:\.\d+){0,2}${versionSuffix}$`);
function isChartVersion(text) {
	return isVersionText(text) && helmVersion.test(text);
}

export { isChartVersion as a, isChartName as i, chartContentType as n, isVersionText as o, chartProvenanceType as r, chartConfigType as t };