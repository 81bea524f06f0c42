import type { Texts } from '../../base/texts.ts'

export const texts = {
  // why a cell, or a file, is not taken
  'tableImports.blankCell':  { ja: '空欄です。値を入れてください。', en: 'This is blank. Please enter a value.' },
  'tableImports.tooLong':    { ja: '長すぎます。{max}文字までにしてください。', en: 'This is too long. Please keep to {max} characters.' },
  'tableImports.noWhole':    { ja: '{min}から{max}までの整数で書いてください。', en: 'Please use a whole number from {min} to {max}.' },
  'tableImports.noDay':      { ja: '日付が読み取れません。「2026-04-01」「令和8年4月1日」「R8.4.1」のように、年から書いてください。', en: 'The date cannot be read. Please write it with its year, such as 2026-04-01.' },
  'tableImports.noYear':     { ja: '年度が読み取れません。「令和8年度」「R8」「2026」のように書いてください。', en: 'The fiscal year cannot be read. Please write it as 2026 or R8.' },
  'tableImports.notListed':  { ja: '次から選んでください：{words}', en: 'Please use one of: {words}' },
  'tableImports.merged':     { ja: '結合したセルがあります（{ranges}）。結合を解除し、1行に1件ずつ書いてください。', en: 'Some cells are merged ({ranges}). Please unmerge them and write one entry in each row.' },
  'tableImports.noRows':     { ja: '見出しの下に何も書かれていません。記入してから、お送りください。', en: 'There is nothing below the headings. Please fill it in and send the file again.' },
  'tableImports.twice':      { ja: '{row}行目と同じものです。どちらかを消してください。', en: 'This is the same as row {row}. Please remove one of them.' },
  'tableImports.nothingNew': { ja: 'いまの内容と同じです。取り込むものはありません。', en: 'All of it stands already. There is nothing to take in.' },
  'tableImports.stale':      { ja: '確かめているあいだに、もとの内容が変わりました。いまの内容と比べ直したので、もう一度確かめてください。', en: 'What stands has changed since you looked. The file was compared anew; please look again.' },

  // the pages
  'tableImports.steps.send':  { ja: 'ファイルを送る', en: 'Send the file' },
  'tableImports.steps.check': { ja: '結果を確かめる', en: 'Look at the result' },
  'tableImports.steps.take':  { ja: '取り込む', en: 'Take it in' },
  'tableImports.formTitle':   { ja: '1　様式を受け取る', en: '1. Take the form' },
  'tableImports.formText':    { ja: 'いまの内容と、空いた行が入っています。どの形で送っても同じように取り込めます。', en: 'It holds what stands now, and blank rows. Any of the three can be sent back.' },
  'tableImports.sendText':    { ja: '送っただけでは何も変わりません。次の画面で結果を確かめてから取り込みます。', en: 'Sending changes nothing yet: you see the result first and take it in after that.' },
  'tableImports.fineText':    { ja: 'まだ何も変わっていません。変わるところを確かめて、取り込んでください。', en: 'Nothing has changed yet. Please look at what will change, and take it in.' },
  'tableImports.changes':     { ja: '変わるところ', en: 'What changes' },
  'tableImports.tally':       { ja: '{mark}　{count}行', en: '{mark}: {count}' },
  'tableImports.was':         { ja: '前：{words}', en: 'was: {words}' },
  'tableImports.takeTitle':   { ja: 'この内容を取り込みます', en: 'This is taken in' },
  'tableImports.takeRows':    { ja: '追加{added}行、変更{changed}行、削除{removed}行です。', en: 'New: {added}. Changed: {changed}. Removed: {removed}.' },
  'tableImports.takeRest':    { ja: 'ファイルにない行は、そのまま残ります。', en: 'What is not in the file stays as it is.' },
  'tableImports.takeWhole':   { ja: 'ファイルにない行は、なくなります。', en: 'What is not in the file is removed.' },
} as const satisfies Texts
