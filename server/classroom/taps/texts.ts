import type { Texts } from '../../base/texts.ts'

export const texts = {
  'taps.notOnRoll':  { ja: 'この名簿にいない方です。画面を開き直して、いまの名簿を見てください。', en: 'This person is not on the roll. Please reload the page and look at the roll as it is now.' },
  'taps.tooOld':     { ja: '押してから{hours}時間より経っています。理由を添えて、付け直してください。', en: 'This was tapped more than {hours} hours ago. Please mark it again, with the reason.' },
  'taps.tooMany':    { ja: '同時に開いている画面が多いため、出欠は少し遅れて入ります。そのままお使いください。', en: 'Many pages are open at once, so marks appear a little later. You can go on.' },

  'taps.line':       { ja: '通信のようす', en: 'Connection' },
  'taps.ready':      { ja: '通信できています。すべて送信済み {time}', en: 'Connected. Everything is sent, {time}' },
  'taps.asking':     { ja: '通信できています（10秒ごとに確認）。すべて送信済み {time}', en: 'Connected, looking every 10 seconds. Everything is sent, {time}' },
  'taps.sending':    { ja: '送っています　送信待ち {count}件', en: 'Sending, {count} waiting' },
  'taps.offline':    { ja: '通信が切れています　送信待ち {count}件。押した出欠はこの端末に残り、つながると送られます。画面は開いたままにしてください。', en: 'No connection, {count} waiting. Your taps are kept on this device and sent when it is back. Please keep this page open.' },
  'taps.signedOut':  { ja: 'サインインの時間が切れました　送信待ち {count}件。押した出欠は、この端末に残っています。', en: 'Your sign-in has ended, {count} waiting. Your taps are kept on this device.' },
  'taps.signIn':     { ja: 'サインインする', en: 'Sign in' },
  'taps.gone':       { ja: 'この名簿は開けなくなりました　送信待ち {count}件。担当やコマが変わっていないか、事務局へ確かめてください。', en: 'This roll can no longer be opened, {count} waiting. Please ask the office whether your cohort or the slot has changed.' },
  'taps.waits':      { ja: '送信待ち', en: 'Waiting' },
  'taps.takeBack':   { ja: '最後の1件を取り消す', en: 'Remove the last tap' },
  'taps.takenBack':  { ja: '送る前の1件を取り消しました', en: 'The tap was removed before it was sent' },
  'taps.reasonLater': { ja: '理由の要る出欠は、通信が戻ってから付けてください。書いたものは画面に残っています。', en: 'A mark with a reason needs the connection. What you wrote stays on the page.' },
  'taps.stay':       { ja: '送信待ちの出欠が{count}件あります。つながるまで待ってからサインアウトしてください。もう一度押すと、捨ててサインアウトします。', en: '{count} taps are not sent yet. Please wait until you are connected. Pressing again signs out and drops them.' },
  'taps.others':     { ja: 'ほかの端末で{count}人の出欠が変わりました', en: 'Marks of {count} people changed on other devices' },

  'taps.told':       { ja: '見ておいてください', en: 'Please look at these' },
  'taps.close':      { ja: '確認しました', en: 'I have seen this' },
  'taps.who':        { ja: '{name} 様', en: '{name}' },
  'taps.someone':    { ja: '名簿にいない方', en: 'Somebody not on the roll' },
  'taps.tap':        { ja: '{time}の「{mark}」', en: '{mark} at {time}' },
  'taps.older':      { ja: 'あとから別の記録が付いています。そちらを出欠とし、こちらは記録に残しました。', en: 'Another record was made later. That one stands, and yours is kept in the history.' },
  'taps.over':       { ja: '通信が切れている間に付いた別の記録がありました。あとで押したこちらを出欠とし、元の記録も残しました。', en: 'Another record was made while you were offline. Yours is later and stands, and the other is kept in the history.' },
  'taps.notTaken':   { ja: '付けられませんでした。', en: 'Not recorded.' },
} as const satisfies Texts
