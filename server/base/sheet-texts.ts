import type { Texts } from './texts.ts'

/** What is said of a file that somebody sent as a table. */
export const texts = {
  'sheets.empty':         { ja: 'ファイルに何も書かれていません。様式に記入して保存してから、もう一度お送りください。', en: 'There is nothing in the file. Please fill in the form, save it and send it again.' },
  'sheets.isXls':         { ja: '古い形式のExcelファイル（.xls）です。Excelで開き、「名前を付けて保存」で「Excelブック（.xlsx）」を選んで保存してから、お送りください。', en: 'This is an old Excel file (.xls). Please open it in Excel, choose “Save as” and “Excel Workbook (.xlsx)”, and send that.' },
  'sheets.locked':        { ja: 'パスワードのついたファイルです。パスワードを外して保存してから、お送りください。', en: 'The file has a password. Please remove the password, save it and send it again.' },
  'sheets.isPdf':         { ja: 'PDFは読み取れません。ExcelファイルかCSVをお送りください。', en: 'A PDF cannot be read. Please send an Excel file or a CSV.' },
  'sheets.isPicture':     { ja: '画像は読み取れません。ExcelファイルかCSVをお送りください。', en: 'A picture cannot be read. Please send an Excel file or a CSV.' },
  'sheets.isArchive':     { ja: 'ExcelファイルでもCSVでもありません。圧縮したファイルは、中のファイルを取り出してからお送りください。', en: 'This is neither an Excel file nor a CSV. If it is a compressed folder, please take the file out of it and send that.' },
  'sheets.isOds':         { ja: 'OpenDocument形式（.ods）のファイルです。「Excelブック（.xlsx）」として保存してから、お送りください。', en: 'This is an OpenDocument file (.ods). Please save it as an Excel workbook (.xlsx) and send that.' },
  'sheets.broken':        { ja: 'ファイルが壊れているため、読み取れません。Excelで開けることを確かめ、保存しなおしてからお送りください。', en: 'The file is broken and cannot be read. Please make sure that Excel opens it, save it again and send it.' },
  'sheets.tooLarge':      { ja: 'ファイルの中身が大きすぎます。様式のシートだけを新しいファイルに写してから、お送りください。', en: 'What is in the file is too large. Please copy the sheet of the form alone into a new file and send that.' },
  'sheets.unsafe':        { ja: 'ふつうのExcelファイルにはないものが含まれているため、開きませんでした。様式をあらためてダウンロードし、値だけを写してお送りください。', en: 'The file holds what no ordinary Excel file has, so it was not opened. Please download the form anew, copy the values into it and send that.' },
  'sheets.nested':        { ja: 'ファイルの中に別のファイルが埋め込まれているため、開きませんでした。埋め込んだファイルを消してから、お送りください。', en: 'Another file is embedded in this one, so it was not opened. Please remove the embedded file and send it again.' },
  'sheets.tooManyRows':   { ja: '行が多すぎます。見出しを含めて{limit}行までにしてください。不要な行は、内容だけでなく行ごと削除してください。', en: 'There are too many rows. Please keep to {limit}, headings included; delete rows you do not need as whole rows.' },
  'sheets.isUtf16':       { ja: '文字コードがUTF-16のファイルです。「CSV UTF-8（コンマ区切り）」かExcelブックとして保存してから、お送りください。', en: 'The file is encoded in UTF-16. Please save it as “CSV UTF-8 (Comma delimited)” or as an Excel workbook and send that.' },
  'sheets.brokenUtf16':   { ja: '途中で切れているか壊れているUTF-16のファイルです。もう一度書き出して、お送りください。', en: 'The file is UTF-16, but cut off or damaged. Please export it again and send that.' },
  'sheets.hasNul':        { ja: '文字ではないデータ（NUL）が含まれています。ExcelファイルかCSVをお送りください。', en: 'The file holds data that is no text (NUL). Please send an Excel file or a CSV.' },
  'sheets.brokenText':    { ja: '文字コード{encoding}として読めない文字があります（{rows}行目）。「CSV UTF-8（コンマ区切り）」かExcelブックとして保存しなおしてから、お送りください。', en: 'Some characters cannot be read as {encoding} (row {rows}). Please save the file again as “CSV UTF-8 (Comma delimited)” or as an Excel workbook and send that.' },
  'sheets.unclosed':      { ja: '引用符（"）が閉じていない行があります（{rows}行目）。引用符を確かめて、もう一度お送りください。', en: 'A quotation mark (") is not closed (row {rows}). Please check the quotation marks and send the file again.' },
  'sheets.ragged':        { ja: '列の数がほかと違う行が{count}行あります（{rows}行目）。値の中のコンマは引用符（"）で囲んでください。', en: 'Rows with another number of columns than the rest: {count} (row {rows}). Please put values that contain a comma into quotation marks (").' },
  'sheets.isXlsx':        { ja: '名前はCSVですが、中身はExcelファイルでした。Excelファイルとして読みました。', en: 'The name says CSV, but the file is an Excel file. It was read as one.' },
  'sheets.isCsv':         { ja: '名前はExcelファイルですが、中身はCSVでした。CSVとして読みました。', en: 'The name says Excel, but the file is a CSV. It was read as one.' },
  'sheets.firstOnly':     { ja: 'シートが2枚以上あります。最初の「{name}」だけを読みました。', en: 'The file has more than one sheet. Only the first, “{name}”, was read.' },
  'sheets.hiddenRows':    { ja: '非表示の行も読みました（{rows}行目）。不要な行なら削除してください。', en: 'Hidden rows were read, too (row {rows}). Please delete them if they are not needed.' },
  'sheets.hiddenColumns': { ja: '非表示の列も読みました（{columns}列）。', en: 'Hidden columns were read, too ({columns}).' },
  'sheets.formulas':      { ja: '数式の入ったセルが{count}個あります。保存されていた計算結果を値として読みました。', en: 'Cells with formulas: {count}. The results saved with them were read as values.' },

  // tables to be taken
  'downloads.begun':      { ja: 'サインインできました。ファイルの受け取りが始まります。', en: 'You are signed in. The file is on its way.' },
  'downloads.again':      { ja: '始まらないときは、ここから受け取る', en: 'If nothing happens, take it here' },
  'tableFiles.asUtf8':    { ja: 'CSV（UTF-8）', en: 'CSV (UTF-8)' },
  'tableFiles.asCp932':   { ja: 'CSV（Shift_JIS）', en: 'CSV (Shift_JIS)' },
  'tableFiles.lostTitle': { ja: 'CSV（Shift_JIS）では書けない文字が{count}か所あります', en: 'A CSV in Shift_JIS cannot hold some characters ({count}×)' },
  'tableFiles.lostText':  { ja: '次の文字は置き換わります。氏名を守るには、ExcelかCSV（UTF-8）をお使いください。', en: 'These are replaced. To keep names as they are, please use Excel or CSV (UTF-8).' },
  'tableFiles.lostOne':   { ja: '{sign}（{code}）→{becomes}　{count}か所', en: '{sign} ({code}) → {becomes}, {count}×' },
} as const satisfies Texts
