import type { Texts } from '../../base/texts.ts'

export const texts = {
  // the form
  'bundleFiles.howTo':      { ja: '1行に1人を書き、区市町村コードの列で区市町村を選びます。順位は区市町村と区分ごとに1から付けます。推薦する方がいない区分は、氏名に「該当者なし」、推薦理由にその理由を書きます。', en: 'One person a row, with the municipality in the column of its code. Ranks start at 1 in each category of each municipality. For a category without anybody, write “None to nominate” as the name and why as the reason.' },
  'bundleFiles.fileName':   { ja: '推薦書_区市町村一括', en: 'nominations_many' },

  // why a row, or a file, is not taken
  'bundleFiles.noCode':      { ja: '区市町村コードが読み取れません。様式の一覧から選ぶか、6桁のコードを書いてください。', en: 'The municipality code cannot be read. Please choose one from the list of the form, or write its six digits.' },
  'bundleFiles.isSubmitted': { ja: 'この区市町村の推薦書は提出済みで、上書きしません。直すときは、先に推薦書を差し戻してください。変えないときは、この区市町村の行を消してください。', en: 'The sheet of this municipality is handed in and is not overwritten. To change it, please return the sheet first; otherwise remove the rows of this municipality.' },
  'bundleFiles.isAccepted':  { ja: 'この区市町村の推薦書は受理済みで、上書きしません。人を替えるときは差替えの手続きを使い、この区市町村の行を消してください。', en: 'The sheet of this municipality is accepted and is not overwritten. To change people, please use a substitution and remove the rows of this municipality.' },
  'bundleFiles.inApproval':  { ja: 'この区市町村の推薦書は庁内で決裁中です。決裁が終わるのを待つか、区市町村に取り下げてもらってください。', en: 'The sheet of this municipality is with its own approvers. Please wait for them, or ask the municipality to take it back.' },
  'bundleFiles.notOpen':     { ja: 'この募集は始まっていないか、終わっています。募集の期間に入力してください。', en: 'This call has not opened or is over. Please enter sheets while it runs.' },
  'bundleFiles.decided':     { ja: '決定日（{decisionOn}）を過ぎたため、入力できません。', en: 'The day of decision ({decisionOn}) has passed, so nothing can be entered.' },
  'bundleFiles.isQueued':    { ja: 'このファイルの取り込みは始まっています。作業の画面で進みぐあいを確かめてください。', en: 'This file is being taken in. Please see its progress on the page of the work.' },
  'bundleFiles.whyMissing':  { ja: '都で入力する理由を書いてください。', en: 'Please say why the office enters these sheets.' },

  // the pages
  'bundleFiles.title':       { ja: '区市町村分をまとめて入力する', en: 'Enter sheets for municipalities' },
  'bundleFiles.lead':        { ja: '紙やメールで届いた推薦書を、1つのファイルでまとめて入力します。', en: 'Enter nomination sheets that came on paper or by mail, many municipalities in one file.' },
  'bundleFiles.formText':    { ja: '空いた行と、区市町村・職種などの選択肢が入っています。CSVには選択肢がありません。', en: 'It holds blank rows and what each column may choose from. A CSV has no drop-downs.' },
  'bundleFiles.sendText':    { ja: '送っただけでは何も変わりません。次の画面で区市町村ごとに確かめます。', en: 'Sending changes nothing yet: you look at each municipality on the next page.' },
  'bundleFiles.steps.take':  { ja: '提出として取り込む', en: 'Hand the sheets in' },
  'bundleFiles.states.queued': { ja: '取り込み中', en: 'Being taken in' },
  'bundleFiles.sentBy':      { ja: '送った人', en: 'Sent by' },
  'bundleFiles.taken':       { ja: '取り込んだ内容', en: 'Taken in' },
  'bundleFiles.takenOf':     { ja: '{sheets}区市町村・{people}人', en: '{sheets} municipalities, {people} people' },
  'bundleFiles.fineText':    { ja: 'まだ何も変わっていません。区市町村ごとに確かめて、取り込んでください。', en: 'Nothing has changed yet. Please look at each municipality, and take it in.' },
  'bundleFiles.caption':     { ja: '区市町村ごとの変わるところ', en: 'What changes, by municipality' },
  'bundleFiles.municipality':{ ja: '区市町村', en: 'Municipality' },
  'bundleFiles.now':         { ja: '今の推薦書', en: 'Sheet now' },
  'bundleFiles.unbegun':     { ja: '未着手', en: 'Not begun' },
  'bundleFiles.named':       { ja: '推薦（人）', en: 'Named' },
  'bundleFiles.late':        { ja: '締切後', en: 'Late' },
  'bundleFiles.nils':        { ja: '該当者なし', en: 'None to nominate' },
  'bundleFiles.confirm':     { ja: 'この内容を提出として取り込みます', en: 'These sheets are handed in' },
  'bundleFiles.willSubmit':  { ja: '{sheets}区市町村の推薦書（{people}人）が、提出済みになります。', en: 'The sheets of {sheets} municipalities (people named: {people}) are handed in.' },
  'bundleFiles.willReplace': { ja: '書きかけの推薦書は、このファイルの内容に置き換わります（{count}区市町村）。', en: 'Sheets that were begun become what this file says (municipalities: {count}).' },
  'bundleFiles.willTell':    { ja: '各区市町村に、受付番号をお知らせします。提出した人には、あなたの名前が残ります。', en: 'Each municipality is told its receipt number. You are on record as who handed the sheets in.' },
  'bundleFiles.willBeWhole': { ja: 'すべて取り込むか、まったく取り込まないかのどちらかです。', en: 'All of it is taken in, or nothing.' },
  'bundleFiles.why':         { ja: '都で入力する理由', en: 'Why the office enters them' },
  'bundleFiles.whyHint':     { ja: '締切後のものがあるときは、遅れて受け付ける理由も書いてください（例：島しょ部からの郵送が船の欠航で遅れたため）。', en: 'If any is late, please also say why it is still taken (for example: the ship with the post from the islands was canceled).' },
  'bundleFiles.take':        { ja: '取り込みを始める', en: 'Begin' },
  'bundleFiles.begun':       { ja: '取り込みを始めました。', en: 'It has begun.' },
  'bundleFiles.goToWork':    { ja: '作業の画面を見る', en: 'See the work' },
  'bundleFiles.toSheets':    { ja: '推薦書の一覧へ', en: 'To the sheets' },
} as const satisfies Texts
