import type { Day } from '../../base/days.ts'

/** One goal of a plan: its words, by what it is seen, and what was said of it after half a year and in the end. */
type Outcome = 'reached' | 'partly' | 'not_yet'
interface Goal { goal: string; evidence: string; half?: [Outcome, string]; end?: [Outcome, string] }
interface Action { what: string; owner: string; due: Day; state?: 'done' | 'dropped'; settled?: Day; remark?: string }
interface Meeting { on: Day; from?: string; to?: string; mode?: 'on_site' | 'online' | 'both'; place: string; theme: string; advice: string; own: string[]; planned?: true; report?: string; actions: Action[] }
export interface Supported {
  year: number; town: string; state: 'supporting' | 'reported' | 'closed'; reason: string; situation: string; wishes: string; structure: string; outcomeReason: string
  aim: string; goals: Goal[]; meetings: Meeting[]; appliedOn: Day; decidedOn: Day; agreedOn: Day; experts: ('own' | 'first' | 'second')[]
  report?: { opening: string; course: string; results: string; outlook: string; on: Day; sharedOn?: Day }
}

/** Supports of earlier years and of the one that runs. Years, municipalities and counts of 令和元年度 are those of the plan; every word of advice is invented. */
export const supportedTowns: Supported[] = [
  {
    year: 2019, town: '立川市', state: 'closed', appliedOn: '2019-06-20', decidedOn: '2019-07-08', agreedOn: '2019-07-29', experts: ['first'],
    reason: '自立支援の視点で話し合う個別会議を、市内全域で同じ進め方にしたい。', situation: '個別会議は困難事例が中心で、6つの包括で進め方がちがう。', wishes: '事例の選び方と、司会の進め方への助言。', structure: '高齢福祉課と6か所の地域包括支援センター。', outcomeReason: '全センターで取り組む体制があり、他の自治体の参考になるため。',
    aim: '6つのセンターが同じ進め方で、自立支援の個別会議を開けるようにする。',
    goals: [
      { goal: '会議の進め方を1つの手引きにまとめる', evidence: '手引きができ、全センターで使われている', half: ['partly', '案ができ、3センターで試した。'], end: ['reached', '6センターすべてで使っている。'] },
      { goal: '専門職の助言者を、毎回3職種以上そろえる', evidence: '会議の記録で、助言者の職種が3つ以上', half: ['partly', '管理栄養士の確保が課題。'], end: ['reached', '年度後半の8回すべてで3職種以上。'] },
      { goal: '会議後の変化を確かめる', evidence: '3か月後の確認が全事例で行われている', half: ['not_yet', '様式を検討中。'], end: ['partly', '12事例のうち9事例で確認した。'] },
    ],
    meetings: [
      { on: '2019-09-05', place: '立川市役所 208会議室', theme: '事例の選び方と、会議の目的のそろえ方', advice: '会議の目的を1文で書き、毎回はじめに読む。\n困難さではなく、地域の課題につながるかどうかで事例を選ぶとよい。', own: ['高齢福祉課　2人', '地域包括支援センター　6人'], report: '包括ごとの温度差はあるが、目的を1文にする作業で方向がそろった。', actions: [{ what: '会議の目的を1文にし、6センターで共有する', owner: '高齢福祉課', due: '2019-10-31', state: 'done', settled: '2019-10-15' }, { what: '進め方の手引きの案をつくる', owner: '中央包括', due: '2019-12-20', state: 'done', settled: '2019-12-18' }] },
      { on: '2020-01-23', place: '立川市役所 208会議室', theme: '助言者の職種と、会議後の確認', advice: '助言は、本人の目標に近いもの1つに絞る。\n3か月後の確認は、電話1本でよいので全事例で続ける。', own: ['高齢福祉課　2人', '地域包括支援センター　7人'], report: '助言を1つに絞る進め方が定着してきた。', actions: [{ what: '3か月後の確認の様式を決める', owner: '高齢福祉課', due: '2020-02-28', state: 'done', settled: '2020-02-20' }] },
    ],
    report: { opening: '6つのセンターで進め方がちがった個別会議を、自立支援の視点でそろえることを目指した。', course: '会議と会議の間に、センターの代表による作業部会を4回開き、手引きをつくった。', results: '手引きができ、全センターで使われている。専門職の助言者は、年度後半のすべての会議で3職種以上となった。', outlook: '個別の事例から見えた課題を、市の推進会議につなぐ。', on: '2020-02-28', sharedOn: '2020-03-10' },
  },
  {
    year: 2019, town: '多摩市', state: 'closed', appliedOn: '2019-06-24', decidedOn: '2019-07-08', agreedOn: '2019-08-02', experts: ['first'],
    reason: '個別会議で出た課題が、資源づくりにつながっていない。', situation: '個別会議は年12回開いているが、課題の整理は担当者に任されている。', wishes: '地域課題のまとめ方と、推進会議への上げ方への助言。', structure: '高齢支援課、地域包括支援センター5か所、社会福祉協議会。', outcomeReason: '課題の整理という、多くの自治体に共通する取組であるため。',
    aim: '個別会議で出た課題を束ね、生活支援の協議体に渡せるようにする。',
    goals: [
      { goal: '課題を書き留める様式をそろえる', evidence: '全12回の会議で同じ様式に書かれている', half: ['reached', '9月から全センターで使用。'], end: ['reached', '12回すべてで書かれた。'] },
      { goal: '課題を半年ごとに束ねる', evidence: '束ねた課題の一覧が年2回できている', half: ['partly', '1回目の一覧ができた。'], end: ['reached', '2回つくり、15の課題を5つに束ねた。'] },
      { goal: '束ねた課題を1つ、資源づくりにつなげる', evidence: '協議体で話し合われ、担い手が決まっている', half: ['not_yet', '話し合う課題を選んでいるところ。'], end: ['partly', '買い物の課題を話し合い、担い手を探している。'] },
    ],
    meetings: [
      { on: '2019-09-19', place: '多摩市役所 301会議室', theme: '個別の課題を、地域の課題として書く', advice: '「その人だから」で終わらせず、同じ困りごとがほかに何件あるかを毎回数える。', own: ['高齢支援課　3人', '地域包括支援センター　5人', '社会福祉協議会　1人'], report: '数える、という言葉で担当者の手が動き始めた。', actions: [{ what: '課題の様式に「ほかにもあるか」の欄を加える', owner: '高齢支援課', due: '2019-10-10', state: 'done', settled: '2019-10-01' }] },
      { on: '2020-02-06', mode: 'both', place: '多摩市役所 301会議室', theme: '束ねた課題を、協議体にどう渡すか', advice: '課題は1枚に、数と、すでにある資源を書いて渡す。協議体には、解決策ではなく問いを渡すとよい。', own: ['高齢支援課　3人', '地域包括支援センター　4人', '社会福祉協議会　2人'], actions: [{ what: '買い物の課題を1枚にまとめ、協議体に出す', owner: '社会福祉協議会', due: '2020-03-13', state: 'done', settled: '2020-03-06' }] },
    ],
    report: { opening: '個別会議の課題を、資源づくりにつなぐ道筋をつくることを目指した。', course: '半年ごとに課題を束ね、協議体の会議に出した。', results: '15の課題を5つに束ね、買い物の課題を協議体で話し合った。', outlook: '束ねる作業を、年2回の決まった仕事として続ける。', on: '2020-03-02', sharedOn: '2020-03-10' },
  },
  {
    year: 2020, town: '調布市', state: 'closed', appliedOn: '2020-06-25', decidedOn: '2020-07-13', agreedOn: '2020-08-07', experts: ['second'],
    reason: '集まれない中でも、個別会議を続けたい。', situation: '4月から会議を休止している。', wishes: 'オンラインでの会議の進め方への助言。', structure: '高齢者支援室と地域包括支援センター10か所。', outcomeReason: 'オンラインの進め方が、都内全体の参考になるため。',
    aim: '集まる会議とオンラインの会議を、使い分けられるようにする。',
    goals: [
      { goal: 'オンラインの個別会議を始める', evidence: '10センターすべてで1回以上', half: ['partly', '6センターで開いた。'], end: ['reached', '10センターで合わせて14回開いた。'] },
      { goal: '個人の情報を守る決まりをつくる', evidence: '資料の扱いの決まりが文書になっている', half: ['reached', '8月に決めた。'], end: ['reached', '全センターに配った。'] },
      { goal: '専門職が移動せずに助言できる', evidence: '助言者の半分以上がオンラインで参加', half: ['partly', '3割。'], end: ['reached', '7割になった。'] },
    ],
    meetings: [
      { on: '2020-09-24', mode: 'online', place: '', theme: 'オンラインの会議の進め方', advice: '画面に出すのは1枚だけにし、司会のほかに、時間を見る人を置く。', own: ['高齢者支援室　2人', '地域包括支援センター　10人'], actions: [{ what: '進行の台本をつくる', owner: '高齢者支援室', due: '2020-10-30', state: 'done', settled: '2020-10-20' }] },
    ],
    report: { opening: '集まれない年に、会議を止めない方法を探した。', course: '', results: '10センターすべてでオンラインの個別会議を開いた。', outlook: '助言者の移動が少ない会議として続ける。', on: '2021-02-26', sharedOn: '2021-03-09' },
  },
  {
    year: 2025, town: '青梅市', state: 'reported', appliedOn: '2025-06-20', decidedOn: '2025-07-11', agreedOn: '2025-08-01', experts: ['own'],
    reason: '山間部の事例で、助言者が集まりにくい。', situation: '個別会議は年8回。助言者はいつも同じ2職種。', wishes: '助言者の広げ方と、移動の少ない会議の形。', structure: '高齢者支援課と地域包括支援センター3か所。', outcomeReason: '山間部を持つ自治体の取組として参考になるため。',
    aim: 'どの地区の事例にも、必要な職種の助言が届くようにする。',
    goals: [
      { goal: '助言者の名簿をつくる', evidence: '5職種10人以上が載っている', half: ['partly', '4職種7人。'], end: ['reached', '6職種12人になった。'] },
      { goal: 'オンラインで助言を受ける', evidence: '山間部の事例の半分以上', half: ['partly', '2件で試した。'], end: ['reached', '7件のうち5件。'] },
      { goal: '助言の結果を助言者に返す', evidence: '全事例で3か月後に返している', half: ['not_yet', '様式を作成中。'], end: ['partly', '16事例のうち11事例。'] },
    ],
    meetings: [
      { on: '2025-09-18', place: '青梅市役所 本庁舎 会議室', theme: '助言者の名簿のつくり方', advice: '職能団体に頼む前に、すでに地域で働いている専門職に声をかける。', own: ['高齢者支援課　2人', '地域包括支援センター　3人'], report: '市内の病院に、協力したい専門職が思いのほか多かった。', actions: [{ what: '市内の病院3か所に声をかける', owner: '高齢者支援課', due: '2025-10-31', state: 'done', settled: '2025-10-24' }] },
      { on: '2026-01-22', mode: 'both', place: '沢井市民センター', theme: '山間部の事例を、オンラインで話し合う', advice: '通信が切れたときの決まりを先に決める。結果は必ず助言者に返す。', own: ['高齢者支援課　2人', '地域包括支援センター　4人'], actions: [{ what: '助言の結果を返す様式を決める', owner: '東部包括', due: '2026-02-27', state: 'done', settled: '2026-02-25' }] },
    ],
    report: { opening: '山間部でも、必要な職種の助言が届く会議を目指した。', course: '市内の病院と、助言者の名簿をつくった。', results: '助言者は6職種12人になり、山間部の事例7件のうち5件で、オンラインの助言を受けた。', outlook: '名簿を毎年見直し、結果を返す仕組みを全事例に広げる。', on: '2026-03-13' },
  },
  {
    year: 2026, town: '立川市', state: 'supporting', appliedOn: '2026-06-22', decidedOn: '2026-07-13', agreedOn: '2026-08-04', experts: ['own', 'second'],
    reason: '個別会議の進め方は定着した。次は、見えてきた課題を政策につなげたい。', situation: '個別会議は年36回。課題は記録にあるが、推進会議では報告だけで終わっている。', wishes: '地域課題の束ね方、推進会議の議題のつくり方、計画への反映のしかた。', structure: '高齢福祉課、介護保険課、地域包括支援センター6か所、生活支援コーディネーター。', outcomeReason: '令和元年度の取組を土台に、政策の形成まで進める体制があるため。',
    aim: '個別会議で見えた課題を、推進会議で話し合い、第10期の計画に書けるようにする。',
    goals: [
      { goal: '個別会議の課題を、半年ごとに束ねる', evidence: '束ねた課題の一覧が年2回できている', half: ['reached', '10月に1回目の一覧をつくり、28件を6つに束ねた。'] },
      { goal: '推進会議を、報告から話し合いの場に変える', evidence: '議事の半分以上の時間が話し合い', half: ['partly', '9月の会議では3割だった。'] },
      { goal: '課題を1つ、庁内の事業につなげる', evidence: '令和9年度の予算の要求に入っている', half: ['partly', '通いの場への移動について、関係課と話し合いを始めた。'] },
      { goal: '政策につながった課題を、事例の担当者に返す', evidence: '担当したセンターすべてに文書で返している', half: ['not_yet', '返す様式をこれから決める。'] },
    ],
    meetings: [
      { on: '2026-08-27', place: '立川市役所 208会議室', theme: '個別会議の課題の束ね方', advice: '課題は、人の困りごとではなく「地域に足りないもの」の言葉で書く。\n件数の多さだけでなく、だれも手をつけていないものを1つ選ぶとよい。', own: ['高齢福祉課　3人', '介護保険課　1人', '地域包括支援センター　6人'], report: '令和元年度の手引きがよく使われている。課題の言葉をそろえる段階に来た。', actions: [
        { what: '課題の一覧をつくり、言葉をそろえる', owner: '高齢福祉課', due: '2026-10-15', state: 'done', settled: '2026-10-09' },
        { what: '推進会議の議題を、課題1つに絞って案をつくる', owner: '介護保険課', due: '2026-11-13' },
      ] },
      { on: '2026-10-22', from: '10:00', to: '12:00', mode: 'both', place: '立川市役所 208会議室', theme: '推進会議で、何を話し合うか', advice: '報告は資料を先に配って済ませ、当日は問いを1つだけ話し合う。\n事例を出したセンターに、最初に話してもらうと場が動く。', own: ['高齢福祉課　3人', '地域包括支援センター　5人', '生活支援コーディネーター　1人'], report: '問いを1つにすることには合意した。庁内の事業につなぐ相手を早めに呼びたい。', actions: [
        { what: '通いの場への移動について、交通の担当課に声をかける', owner: '高齢福祉課', due: '2026-11-30' },
        { what: '1月の推進会議の進行の案をつくる', owner: '中央包括', due: '2026-12-18' },
      ] },
      { on: '2026-12-10', place: '立川市役所 208会議室', theme: '計画に書く言葉を考える', advice: '', own: [], planned: true, actions: [] },
    ],
  },
]

/** Practices on the shelf and on their way to it. That of 下関市 says what its own form says; the others are invented. */
export const practices = [
  {
    town: '多摩市', state: 'published' as const, on: '2020-06-15', title: '「ほかにもあるか」を数える個別会議', themes: ['issue_discovery', 'resource_development'], population: 148_210, aged65: 2874, aged75: 1492, countedOn: '2020-04-01', part: null,
    outline: '個別会議の記録に「同じ困りごとはほかにもあるか」の欄を設け、半年ごとに束ねて、生活支援の協議体に渡している。', features: '・毎回数えるので、課題の大きさがわかる。\n・協議体には、解決策ではなく問いを1枚で渡す。', since: 2019,
    history: '令和元年度　モデル自治体として様式をつくり、12回の会議で使った。\n令和2年度　束ねる作業を年2回の決まった仕事にした。', users: '個別会議の参加者（包括・介護支援専門員・専門職）', counts: [[2019, 148, '人'], [2020, 96, '人']] as [number, number, string][], lead: '多摩市 高齢支援課', bodies: '地域包括支援センター5か所、社会福祉協議会、生活支援コーディネーター', involvement: '主催', involvementYen: 180_000, aid: '体制構築支援モデル事業による有識者の派遣', aidYen: null, issues: '束ねた後の担い手さがしに時間がかかる。', plans: '年2回の整理を続け、計画の見直しに使う。',
  },
  {
    town: '調布市', state: 'published' as const, on: '2021-07-01', title: '時間を見る人を置くオンラインの個別会議', themes: ['case_resolution', 'network_building'], population: 238_505, aged65: 2169, aged75: 1148, countedOn: '2021-04-01', part: [38_400, 2412] as [number, number],
    outline: '画面に出す資料を1枚に絞り、司会のほかに時間を見る人を置いて、60分で2事例を話し合う。', features: '・助言者は職場から参加できる。\n・進行の台本を全センターで使う。', since: 2020,
    history: '令和2年度　10センターで14回開いた。\n令和3年度　北部の圏域（人口38,400人）では毎月開くことにした。', users: '個別会議の参加者', counts: [[2020, 168, '人']] as [number, number, string][], lead: '調布市 高齢者支援室', bodies: '地域包括支援センター10か所、市内の職能団体', involvement: '主催。通信の機器を貸し出し', involvementYen: 640_000, aid: '体制構築支援モデル事業による有識者の派遣', aidYen: null, issues: '画面では、参加者の表情がわかりにくい。', plans: '集まる会議と交互に開く。',
  },
  {
    town: '府中市', state: 'offered' as const, on: '2026-11-18', title: '薬局から始まる、くらしの困りごとの相談', themes: ['network_building'], population: 260_891, aged65: 2241, aged75: 1203, countedOn: '2026-04-01', part: null,
    outline: '薬局で気づいた困りごとを、1枚のカードで包括に知らせる。', features: '・名前を書かずに相談できる。\n・毎月、返事をする。', since: 2024, history: '令和6年度　3つの薬局で始めた。', users: '薬局の利用者', counts: [[2025, 62, '件']] as [number, number, string][], lead: '府中市薬剤師の会', bodies: '地域包括支援センター', involvement: '後援', involvementYen: null, aid: '', aidYen: null, issues: '返事が遅れることがある。', plans: '市内全域に広げる。',
  },
]

export const shimonoseki = {
  title: '医療と介護、多職種ネットワーク構築の取り組み', name: '下関市', prefecture: '山口県', kind: 'city' as const, themes: ['network_building', 'joint_training'], population: 278_962, aged65: 2998, aged75: 1586, countedOn: '2013-03-31',
  outline: '医療・介護のスムーズな連携のために顔と顔の見える関係づくり、他職種間の相互理解、信頼関係の構築などをめざし、専門職団体の代表者が研修会の企画や準備を行い、研修会を開催している。',
  features: '・介護支援専門員連絡協議会が核となって始まった。\n・研修会の内容について、協議を重ね、議論しながら、事例やロールプレイのシナリオなどを多職種で作り込んでいく。\n・市長や市、県の関係部課長などが来賓やオブザーバーとして参加。\n・研修後、懇親会を実施。',
  since: 2010, history: '22年度　退院調整2事例、ロールプレイ、各職種からの解説、グループワーク\n23年度　1事例の退院・在宅2場面での支援、グループワーク、各職種の解説\n24年度　地域包括ケアについての県からの説明とパネルディスカッション、講師（県外の医師）のリードによる「がん患者の事例検討」のためのロールプレイとグループワーク',
  users: '医療・介護・保健・福祉・行政等関係者', counts: [[2010, 215, '人'], [2011, 175, '名'], [2012, 241, '名']] as [number, number, string][], lead: '下関市医療・介護ネットワーク',
  bodies: '医師会、歯科医師会、薬剤師会、理学療法士会、看護協会、訪問看護ステーション協議会、医療ソーシャルワーカー協会、介護支援専門員連絡協議会、MSWネットワーク、地域包括・在宅介護支援センター協議会、地域包括支援センター（25年4月現在）',
  involvement: '22年度　後援　直営地域包括支援センターは関係団体として参加\n23年度　後援　直営地域包括支援センターは関係団体として参加\n24年度　共催', aid: '22年度　後援\n23年度　後援\n24年度　共催（山口県医療・介護連携広域セミナーとして開催、地域包括ケアシステム構築支援事業で助成金）', aidYen: 390_867,
  issues: '医療・介護の多職種の参加を一層促し、医療と介護のネットワークを充実させる。', plans: '継続', section: '下関市福祉部介護保険課本庁地域包括支援センター', contact: '下関市医療・介護ネットワーク　083-288-1000\n下関市本庁地域包括支援センター　083-231-1943',
}
