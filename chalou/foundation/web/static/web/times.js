/* Times in the browser's own zone. The tables and the forms are those of foundation/web/times.py; a test compares the two. */

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const HAN_WEEKDAYS = "日一二三四五六";
const HAN_DIGITS = "〇一二三四五六七八九";

const two = (number) => String(number).padStart(2, "0");

function counted(number) {
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  const ten = tens === 0 ? "" : tens === 1 ? "十" : `${HAN_DIGITS[tens]}十`;
  return ten + (ones ? HAN_DIGITS[ones] : "");
}

function dayLine(at, isChinese, language) {
  const year = at.getFullYear();
  const isThisYear = year === new Date().getFullYear();
  if (!isChinese) {
    const day = `${WEEKDAYS[at.getDay()]}, ${at.getDate()} ${MONTHS[at.getMonth()]}`;
    return isThisYear ? day : `${day} ${year}`;
  }
  const said = isThisYear ? "" : `${[...String(year)].map((digit) => HAN_DIGITS[digit]).join("")}年`;
  return `${said}${counted(at.getMonth() + 1)}月${counted(at.getDate())}日，${language === "wuu" ? "礼拜" : "星期"}${HAN_WEEKDAYS[at.getDay()]}`;
}

/** The text of a moment (a Date) in the browser's zone; form is clock, date, moment, day or lately. */
export function told(at, form, language = document.documentElement.lang) {
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (form === "clock") return clock;
  const isChinese = /^(zh|wuu)\b/.test(language);
  if (form === "day") return dayLine(at, isChinese, language);
  const today = new Date();
  if (form === "lately" && at.getFullYear() === today.getFullYear()) {
    if (at.toDateString() === today.toDateString()) return clock;
    return isChinese ? `${at.getMonth() + 1}月${at.getDate()}日` : `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  }
  const date = isChinese
    ? `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日`
    : `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
  return form === "moment" ? `${date} ${clock}` : date;
}

/** Writes every <time data-form> below `root` again. For pieces that arrive live, call it before they are shown. */
export function tell(root = document) {
  for (const element of root.querySelectorAll("time[data-form]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = told(at, element.dataset.form);
    if (element.textContent !== text) element.textContent = text;
  }
}

tell();
