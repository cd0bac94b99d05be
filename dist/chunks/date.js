// src/spec/date.ts
const reproducibleTimestamp = "1970-01-01T00:00:00Z";
const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/;
function isRfc3339(text) {
	const match = pattern.exec(text);
	if (match === null) return false;
	const [year, month, day, hour, minute, second, offsetHour, offsetMinute] = match.slice(1).map((part) => Number(part ?? 0));
	if (month === void 0 || day === void 0 || year === void 0) return false;
	const days = new Date(Date.UTC(2e3, month, 0)).getUTCDate() - (month === 2 && !isLeap(year) ? 1 : 0);
	return month >= 1 && month <= 12 && day >= 1 && day <= days && (hour ?? 0) <= 23 && (minute ?? 0) <= 59 && (second ?? 0) <= 59 && (offsetHour ?? 0) <= 23 && (offsetMinute ?? 0) <= 59;
}
function isLeap(year) {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export { reproducibleTimestamp as n, isRfc3339 as t };