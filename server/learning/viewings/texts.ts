import type { Texts } from '../../base/texts.ts'

export const texts = {
  'viewings.beatUnreadable':     { ja: '見たところの記録を読み取れませんでした。ページを開き直して、続きからご覧ください。', en: 'Your progress could not be read. Please reload the page and go on from there.' },
  'viewings.beatTooFast':        { ja: '実際の時間より早く進んだところは、見たことになりません。とばしたところへ戻ってご覧ください。', en: 'Parts passed faster than real time do not count. Please go back and watch what was skipped.' },
  'viewings.seen':               { ja: '見たところ　{percent}%', en: 'Watched: {percent}%' },
  'viewings.seenBar':            { ja: '見たところ：{parts}。済みに必要なのは{needed}%', en: 'Watched: {parts}. Needed: {needed}%' },
  'viewings.seenPart':           { ja: '{from}から{to}まで', en: '{from} to {to}' },
  'viewings.seenNothing':        { ja: 'まだありません', en: 'nothing yet' },
  'viewings.savedUntil':         { ja: '{moment} まで記録しました。閉じても続きから見られます。', en: 'Recorded until {moment}. You can close this and go on later.' },
  'viewings.notBegun':           { ja: '再生すると、見たところを記録します。早送りしたところは数えません。', en: 'What you watch is recorded as it plays. Parts that are skipped do not count.' },
  'viewings.videoDone':          { ja: '必要なところまで見ました。この教材は済みです。', en: 'You have watched what is needed. This lesson is done.' },
  'viewings.noScript':           { ja: '動画を見たことの確認には、JavaScriptを使います。お使いのブラウザーで使えないときは、見たところが記録されません。JavaScriptを有効にして開き直すか、事務局へご相談ください。動画と「話した内容」は、このままでもご覧になれます。', en: 'Watching is confirmed with JavaScript. Without it nothing is recorded. Please turn it on and open this page again, or ask the office. You can still watch the video and read what is said.' },
  'viewings.offline':            { ja: '通信が切れています。見たところはこの画面に残しています。つながると自動で送ります。画面を閉じないでください。', en: 'The connection is lost. What you watch is kept on this page and sent by itself once it is back. Please do not close the page.' },
  'viewings.online':             { ja: '通信が戻り、見たところを記録しました。', en: 'The connection is back and what you watched is recorded.' },
  'viewings.signedOut':          { ja: 'サインインの期限が切れました。別の画面でサインインすると、見たところを自動で送ります。この画面は閉じないでください。', en: 'You are signed out. Sign in on another tab, and what you watched is sent by itself. Please keep this page open.' },
} as const satisfies Texts
