// The page's own words in Japanese and English. Messages are shown as they were sent.

import { PRODUCT_WORDS } from "./words_product.js";

const WORDS = {
  ...PRODUCT_WORDS,
  title: ["お客様のスマホ", "The customer's phone"],
  clock: ["時計", "Clock"],
  hour: ["+1時間", "+1 hour"],
  day: ["+1日", "+1 day"],
  next: ["次のメッセージまで", "To the next message"],
  stop: ["止める", "Stop"],
  speed: ["時間の速さ", "Speed of time"],
  pc: ["PC版LINEで見る", "As LINE for PC"],
  views: ["表示", "Views"],
  chats: ["トーク", "Chats"],
  log: ["LINEの記録", "What LINE did"],
  faults: ["障害を起こす", "Make trouble"],
  customers: ["お客様", "Customers"],
  newName: ["お名前", "Name"],
  add: ["お客様を追加", "Add a customer"],
  nobody: ["「お客様を追加」から始めましょう。", "Begin with «Add a customer»."],
  type: ["メッセージを入力", "Type a message"],
  send: ["送信", "Send"],
  more: ["写真・位置情報・リンク", "Photo, place, link"],
  photo: ["写真", "Photo"],
  place: ["位置情報", "Place"],
  link: ["リンク・QRを開く", "Open a link or QR"],
  sticker: ["スタンプ", "Stickers"],
  menu: ["メニュー", "Menu"],
  unsend: ["送信取消", "Unsend"],
  unsentByUser: ["メッセージの送信を取り消しました", "You unsent a message"],
  read: ["既読", "Read"],
  follow: ["友だち追加", "Add friend"],
  block: ["ブロック", "Block"],
  unblock: ["ブロック解除", "Unblock"],
  isStranger: ["まだ友だちではありません", "Not a friend yet"],
  isBlocked: ["ブロック中です。メッセージは届きません", "Blocked: messages do not arrive"],
  followed: ["友だちに追加しました", "Added as a friend"],
  blocked: ["ブロックしました", "Blocked"],
  close: ["閉じる", "Close"],
  cancel: ["キャンセル", "Cancel"],
  open: ["開く", "Open"],
  choose: ["日時を選択", "Choose date and time"],
  pasteLink: ["リンクを貼り付け（https://line.me/R/oaMessage/… など）", "Paste a link (https://line.me/R/oaMessage/… or another)"],
  noOaMessage: ["PC版LINEでは、このリンクは使えません（スマホで開きます）", "This link does not work in LINE for PC; open it on a phone"],
  otherAccount: ["別のアカウントのリンクです", "That link is of another account"],
  prefilled: ["入力欄に入りました。送信すると届きます", "Filled in; sending is up to the customer"],
  copied: ["コピーしました", "Copied"],
  wouldOpen: ["スマホではここで開きます", "A phone would open this"],
  sentPhoto: ["写真", "Photo"],
  video: ["動画", "Video"],
  audio: ["音声", "Audio"],
  file: ["ファイル", "File"],
  loading: ["入力中", "Typing"],
  from: ["から", "from"],
  tooLarge: ["10 MBまでの画像を選んでください", "Choose a picture of at most 10 MB"],
  waiting: ["時間を進めています…", "Moving on…"],
  nothingCame: ["届きませんでした", "Nothing came"],
  arrived: ["届きました", "A message came"],
  apart: ["Sonogoの時計と離れています。進めると揃います", "The product's clock differs; it is set right with the next move"],
  times: ["回数", "How often"],
  once: ["1回", "Once"],
  thrice: ["3回", "3 times"],
  always: ["やめるまで", "Until stopped"],
  clear: ["すべてやめる", "Stop all"],
  active: ["起こしている障害", "Trouble in force"],
  none: ["なし", "None"],
  happened: ["回起きた", "happened"],
  left: ["残り", "left"],
  error_before: ["受付前に500", "500 before accepting"],
  error_after: ["受付後に500", "500 after accepting"],
  hang_after: ["受付後に無応答（タイムアウト）", "Accepted, then silence (timeout)"],
  drop_after: ["受付後に切断", "Accepted, then cut off"],
  rate_limit: ["429 回数制限", "429 rate limit"],
  monthly_limit: ["429 月間上限", "429 monthly limit"],
  redelivery: ["失敗したWebhookを再送", "Redeliver failed webhooks"],
  redeliverNow: ["直前のWebhookをもう一度", "Last webhook once more"],
  duplicates: ["Webhookを二重に届ける", "Every webhook twice"],
  down: ["LINEを止める", "LINE is down"],
  quota: ["今月の通数を使い切る", "Quota used up"],
  quotaNow: ["今月の通数", "Messages this month"],
  noLimit: ["無制限", "no limit"],
  held: ["件のWebhookが待っています", "webhooks are waiting"],
  billed: ["通", " billed"],
  free: ["無料", "free"],
  accepted: ["受付済み", "accepted"],
  undelivered: ["届かず", "not delivered"],
  dropped: ["応答なし", "no answer"],
  again: ["再送", "redelivery"],
  inFlight: ["送信中", "on its way"],
  moved: ["時計", "Clock"],
  gone: ["つながりません。再接続しています…", "No connection; trying again…"],
  message: ["メッセージ", "message"],
  days: ["日", "d"],
  hours: ["時間", "h"],
  seconds: ["秒", "s"],
};

let place = localStorage.getItem("language") === "en" ? 1 : 0;

export const t = (word) => WORDS[word]?.[place] ?? word;
export const word = (table, code) => WORDS[`${table}_${code}`]?.[place] ?? code;
export const knows = (word) => word in WORDS;
export const language = () => (place ? "en" : "ja");

/** Fill in every marked element of the page. */
export function translate() {
  document.documentElement.lang = language();
  for (const marked of document.querySelectorAll("[data-word]")) marked.textContent = t(marked.dataset.word);
  for (const marked of document.querySelectorAll("[data-word-label]"))
    marked.setAttribute("aria-label", t(marked.dataset.wordLabel));
  for (const marked of document.querySelectorAll("[data-word-placeholder]"))
    marked.placeholder = t(marked.dataset.wordPlaceholder);
}

export function switchLanguage() {
  place = 1 - place;
  localStorage.setItem("language", language());
}
