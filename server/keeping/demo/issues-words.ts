import type { Day } from '../../base/days.ts'
import type { Act, IssueFunction, Outcome, Response } from '../../practice/community-issues/rules.ts'

/** A move as it is told: what, when, what was said, and what comes with it. */
export type Told = [act: Act, day: Day, words: string, more?: { response?: Response; outcome?: Outcome; carriedTo?: number; next?: Day }]
export interface ToldIssue {
  town: string; title: string; situation: string; themes: string[]; other?: string; fn: IssueFunction; center: number | null; area?: string; cases: number | null; linked?: number; evidence?: string; raised: Day; next?: Day; moves?: Told[]
  /** Stands in the general issue of this name. */
  within?: string
}

/** Issues of several made one. */
export const generals: { town: string; title: string; situation: string; on: Day; moves: Told[] }[] = [
  { town: '立川市', title: '坂と団地の多い北部では、バス停まで歩けない人の外出が減っている', situation: '北部の団地と丘陵地で、バス停までの坂道が理由で通院や買い物をあきらめる人がいる。3つの事例に共通しており、個別の支援だけでは解決しない。', on: '2026-07-09', moves: [
    ['discuss', '2026-07-28', '推進会議で検討。自治会の送迎と、社会福祉法人の車両の空き時間を使う案が出た。', { next: '2026-09-30' }],
    ['escalate', '2026-10-06', '地域の車両だけでは週1回が限度。移動支援の仕組みとして、市の会議で検討することにした。', { next: '2026-12-08' }],
  ] },
  { town: '世田谷区', title: '退院の連絡が前日になり、在宅の準備が間に合わない', situation: '2か所の地域包括支援センターから、退院が急に決まり福祉用具や訪問看護の手配が間に合わないという課題が出た。', on: '2026-05-14', moves: [
    ['discuss', '2026-06-11', '病院の連携室も参加して検討。入院から3日以内に担当者へ連絡する目安をつくる。'],
    ['respond', '2026-09-03', '区内4病院と「入退院の連絡の目安」を決めた。', { response: 'network', next: '2026-12-10' }],
  ] },
]

export const toldIssues: ToldIssue[] = [
  // 立川市
  { town: '立川市', title: '団地の5階から降りられず、通院をやめている', situation: 'エレベーターのない団地で、階段の昇り降りができなくなり、通院や買い物に出なくなった事例が続いている。', themes: ['transport', 'housing'], fn: 'issue_discovery', center: 1, area: '北部の団地', cases: 3, linked: 2, evidence: '個別会議で3事例。民生委員の聞き取りでも同じ声があった。', raised: '2026-05-20', within: '坂と団地の多い北部では、バス停まで歩けない人の外出が減っている' },
  { town: '立川市', title: 'バスの減便で、午後の通院から帰れない', situation: '4月の減便で午後の便が1時間に1本になり、リハビリの通院をあきらめた人がいる。', themes: ['transport', 'rehabilitation'], fn: 'issue_discovery', center: 1, area: '北部', cases: 2, linked: 1, raised: '2026-06-03', within: '坂と団地の多い北部では、バス停まで歩けない人の外出が減っている' },
  { town: '立川市', title: '坂の上の地区で、通いの場に来られる人が減った', situation: '通いの場まで坂道があり、冬から参加が半分になった。', themes: ['transport', 'gathering'], fn: 'resource_development', center: 1, area: '北部の丘陵地', cases: null, evidence: '通いの場の参加者名簿（延べ人数）', raised: '2026-06-17', within: '坂と団地の多い北部では、バス停まで歩けない人の外出が減っている' },
  { town: '立川市', title: '商店の閉店で、歩いて買い物に行ける店がない', situation: '駅前のスーパーが閉店し、歩いて15分以内に生鮮食品の店がなくなった。', themes: ['shopping'], fn: 'resource_development', center: 0, area: '中央の一部', cases: 4, linked: 2, raised: '2025-06-11', moves: [
    ['discuss', '2025-07-22', '推進会議で検討。移動販売の事業者に声をかける。'], ['respond', '2025-11-20', '移動販売が週2回、3か所に来ることになった。', { response: 'resource', next: '2026-03-10' }], ['feed_back', '2026-02-12', '事例の担当者と本人に、停車場所と時間を伝えた。'], ['close', '2026-04-14', '4事例のうち3事例で利用が続いている。'],
  ] },
  { town: '立川市', title: '口腔の衰えに気づく機会がない', situation: '体重が減った人の個別会議で、口腔の状態を見ていないことが続いた。', themes: ['nutrition', 'medical_care'], fn: 'network_building', center: 2, cases: 5, linked: 2, raised: '2026-04-16', moves: [
    ['discuss', '2026-06-25', '歯科医師会が個別会議の助言者に加わる案が出た。'], ['respond', '2026-08-20', '個別会議に歯科衛生士が毎回参加する。基本チェックリストの口腔の項目を会議の様式に入れた。', { response: 'network', next: '2026-12-01' }],
  ] },
  { town: '立川市', title: 'ごみを出せず、家の中にためている', situation: '集積所まで運べない人が増え、訪問のときにまとめて出している。', themes: ['housework', 'isolation'], fn: 'policy_formation', center: 0, cases: 6, raised: '2025-05-28', moves: [
    ['discuss', '2025-07-22', '自治会の見守りと一緒にできないか検討した。'], ['escalate', '2025-10-14', '戸別収集の対象を広げることを、市の会議で検討する。'], ['respond', '2026-01-27', 'ふれあい収集の対象に「要支援」を加えることを提案した。', { response: 'policy' }],
    ['settle', '2026-07-14', '次の介護保険事業計画に入れることになった。', { outcome: 'adopted_plan', next: '2026-11-10' }], ['feed_back', '2026-08-06', '事例の担当者に、計画に入ることと時期を伝えた。'],
  ] },
  { town: '立川市', title: '一人暮らしの人の、服薬の飲み忘れ', situation: '複数の医療機関にかかり、薬が余っている人がいる。', themes: ['medication'], fn: 'issue_discovery', center: 2, cases: 3, linked: 1, raised: '2026-11-05', next: '2026-12-03' },
  { town: '立川市', title: '80代の親と50代の子の世帯に、相談先がわからない', situation: '子の就労や障害の相談と、親の介護の相談が別々で、だれも全体を見ていない。', themes: ['family', 'isolation'], fn: 'network_building', center: null, cases: 2, raised: '2026-03-12' },
  // 多摩市
  { town: '多摩市', title: '団地の階段で転び、外出しなくなる', situation: '築50年の団地で、階段での転倒をきっかけに閉じこもる人がいる。', themes: ['housing', 'rehabilitation'], fn: 'issue_discovery', center: 0, cases: 5, linked: 2, raised: '2026-04-22', moves: [['discuss', '2026-06-18', '住み替えと、階段昇降の支援の両方を検討する。', { next: '2026-11-19' }]] },
  { town: '多摩市', title: '坂の多い地区で、病院の送迎がない', situation: '丘の上の地区から病院まで、乗り換えが必要で半日かかる。', themes: ['transport'], fn: 'policy_formation', center: 1, cases: 4, raised: '2025-09-10', moves: [
    ['discuss', '2025-11-13', '地域の会議で、デマンド交通の実験の案が出た。'], ['escalate', '2026-01-15', '市の地域ケア会議と、地域公共交通の会議の両方で検討する。'], ['respond', '2026-05-21', 'デマンド交通の実験を提案した。', { response: 'policy' }], ['settle', '2026-10-15', '令和9年度の予算に入れる方針になった。', { outcome: 'adopted_budget' }], ['feed_back', '2026-11-05', '事例の担当者に伝えた。', { next: '2027-02-10' }],
  ] },
  { town: '多摩市', title: '男性の一人暮らしが、通いの場に来ない', situation: '体操の場の参加者は女性が9割で、男性の閉じこもりが見えにくい。', themes: ['gathering', 'isolation'], fn: 'resource_development', center: 0, cases: null, evidence: '通いの場の参加者の男女別の集計', raised: '2026-05-13', moves: [['discuss', '2026-07-16', '料理と大工仕事の場を試す。'], ['respond', '2026-09-17', '男性向けの「包丁とぎの会」が月1回始まった。', { response: 'resource', next: '2026-12-17' }], ['feed_back', '2026-10-22', '会議に、始まったことを伝えた。']] },
  { town: '多摩市', title: '認知症の人の金銭管理を頼める先がない', situation: '日常生活自立支援事業の待ちが半年になっている。', themes: ['money', 'dementia'], fn: 'policy_formation', center: null, cases: 3, raised: '2026-02-19', moves: [['discuss', '2026-04-16', '社会福祉協議会と検討した。'], ['escalate', '2026-06-18', '市の会議で、専門員を増やすことを検討する。'], ['respond', '2026-09-17', '専門員を1人増やすことを提案した。', { response: 'policy' }], ['settle', '2026-11-12', '来年度は見送り。社会福祉協議会の中で役割を見直す。', { outcome: 'not_adopted', next: '2026-12-03' }]] },
  { town: '多摩市', title: '通所の送迎に乗れない人の入浴', situation: '家の前まで車が入れず、入浴の機会がない人がいる。', themes: ['housework'], other: '入浴', fn: 'case_resolution', center: 1, cases: 2, raised: '2026-10-21' },
  // 八王子市
  { town: '八王子市', title: '山あいの地区で、移動販売が来なくなった', situation: '燃料費が上がり、移動販売の事業者が撤退した。', themes: ['shopping', 'transport'], fn: 'resource_development', center: 0, area: '西部の山あい', cases: 6, raised: '2026-04-09', moves: [['discuss', '2026-05-21', '生協の共同購入と、郵便局の見守りを組み合わせる案。'], ['respond', '2026-08-27', '自治会館が共同購入の受取り場所になった。', { response: 'resource' }], ['feed_back', '2026-09-24', '事例の担当者に伝えた。'], ['close', '2026-11-19', '6事例のうち5事例が使っている。']] },
  { town: '八王子市', title: '冬の路面凍結で、2か月外に出られない', situation: '北向きの坂が凍り、1月から2月は通所も訪問も難しい。', themes: ['transport', 'disaster'], fn: 'policy_formation', center: 0, area: '西部の山あい', cases: 3, raised: '2026-02-05', moves: [['discuss', '2026-03-19', '凍結防止剤の置き場所を地図にする。'], ['carry', '2026-03-30', '次の冬の前に続きを検討する。', { carriedTo: 2026 }], ['resume', '2026-10-08', '道路の担当課も加わって検討を再開した。', { next: '2026-12-11' }]] },
  { town: '八王子市', title: '大学の近くの住宅地で、見守る人がいない', situation: '町会の役員が高齢になり、見守りの訪問が続かない。', themes: ['workers', 'isolation'], fn: 'network_building', center: 1, cases: 2, raised: '2026-06-04', moves: [['discuss', '2026-07-23', '学生のボランティアに声をかける。'], ['respond', '2026-10-22', '大学のボランティアセンターと町会で、月2回の声かけが始まった。', { response: 'network', next: '2027-01-21' }]] },
  { town: '八王子市', title: '介護する家族が、夜に相談できない', situation: '働きながら介護する人から、夜や休日に相談できる先がほしいという声が続いた。', themes: ['family'], fn: 'policy_formation', center: null, cases: 4, raised: '2026-05-07', moves: [['discuss', '2026-07-23', '地域でできることは限られる。'], ['escalate', '2026-09-10', '市の会議で、夜間の相談窓口を検討する。', { next: '2026-12-15' }]] },
  { town: '八王子市', title: 'リハビリの終了後に、続ける場がない', situation: '訪問リハビリが終わると、そのまま活動が減る事例がある。', themes: ['rehabilitation', 'gathering'], fn: 'resource_development', center: 2, cases: 3, raised: '2026-03-05' },
  // 世田谷区
  { town: '世田谷区', title: '退院の前日に連絡があり、ベッドが間に合わない', situation: '退院の前日に連絡があり、福祉用具の納品が間に合わなかった。', themes: ['medical_care'], fn: 'network_building', center: 0, cases: 3, raised: '2026-04-09', within: '退院の連絡が前日になり、在宅の準備が間に合わない' },
  { town: '世田谷区', title: '訪問看護の開始が、退院から1週間後になる', situation: '退院の時期がわからず、訪問看護の枠を空けておけない。', themes: ['medical_care'], fn: 'network_building', center: 1, cases: 2, raised: '2026-04-23', within: '退院の連絡が前日になり、在宅の準備が間に合わない' },
  { town: '世田谷区', title: '坂と階段の多い地区の、タクシー代の負担', situation: 'バス停まで遠く、通院のたびにタクシーを使い、回数を減らしている。', themes: ['transport'], fn: 'policy_formation', center: 2, cases: 5, raised: '2026-05-28', moves: [['discuss', '2026-07-09', '福祉タクシーの対象の考え方を確認した。', { next: '2026-12-09' }]] },
  { town: '世田谷区', title: 'スーパーの無人レジで、買い物をやめた', situation: '無人レジの操作ができず、店に行かなくなった認知症の人がいる。', themes: ['shopping', 'dementia'], fn: 'network_building', center: 0, cases: 2, raised: '2026-09-17' },
  { town: '世田谷区', title: '外国籍の家族に、制度の説明が伝わらない', situation: '家族が日本語の書類を読めず、申請が遅れた。', themes: [], other: '多言語の案内', fn: 'policy_formation', center: null, cases: 1, raised: '2026-07-30', moves: [['discuss', '2026-09-10', '区の多言語の窓口とつなぐ。'], ['respond', '2026-10-29', 'やさしい日本語の案内を、国際交流の担当課とつくった。', { response: 'resource' }]] },
  // 足立区
  { town: '足立区', title: '一人暮らしの人が、救急のときに薬がわからない', situation: '救急搬送のとき、飲んでいる薬がわからず治療が遅れた。', themes: ['medication', 'isolation'], fn: 'network_building', center: 0, cases: 3, raised: '2025-10-16', moves: [['discuss', '2025-12-04', '冷蔵庫に貼る連絡票の案。'], ['respond', '2026-03-12', '薬剤師会と連絡票をつくり、500枚を配った。', { response: 'resource' }], ['feed_back', '2026-04-23', '3事例に配った。'], ['close', '2026-09-03', '消防署で使われた例があった。']] },
  { town: '足立区', title: '都営住宅の自治会がなくなり、見守りが途切れた', situation: '役員のなり手がなく自治会が解散し、回覧も見守りもなくなった。', themes: ['workers', 'isolation'], fn: 'network_building', center: 1, area: '東部', cases: 4, raised: '2026-06-18', moves: [['discuss', '2026-08-06', '住宅の管理者と、社会福祉協議会の相談員で検討した。', { next: '2026-11-20' }]] },
  { town: '足立区', title: '糖尿病の人が、食事の支度をできない', situation: '配食の種類が少なく、食事の制限に合わない。', themes: ['nutrition'], fn: 'resource_development', center: 2, cases: 3, raised: '2026-05-14', moves: [['discuss', '2026-07-02', '管理栄養士と配食の事業者で検討した。'], ['respond', '2026-09-24', '2つの事業者が制限食を始めた。', { response: 'resource', next: '2026-12-18' }], ['feed_back', '2026-10-30', '3事例に伝えた。']] },
  { town: '足立区', title: '買い物の代行を頼める人がいない', situation: 'ヘルパーの枠がなく、買い物の支援が週1回に減った。', themes: ['shopping', 'workers'], fn: 'resource_development', center: 0, cases: 5, raised: '2026-08-20' },
  // 奥多摩町
  { town: '奥多摩町', title: 'バス停まで2キロあり、免許を返せない', situation: '運転が心配でも、車がないと暮らせない。', themes: ['transport'], fn: 'policy_formation', center: 0, area: '山間部', cases: 7, raised: '2025-07-10', moves: [['discuss', '2025-09-18', '町の会議で検討した。住民の送迎には保険と担い手の課題がある。'], ['escalate', '2025-11-20', '町の計画の策定の中で検討する。'], ['respond', '2026-02-19', '住民どうしの送迎を支える補助を提案した。', { response: 'policy' }], ['settle', '2026-06-11', '国の交付金の見通しが立つまで、検討を続ける。', { outcome: 'continuing', next: '2026-11-16' }]] },
  { town: '奥多摩町', title: '診療所が週2日になり、薬を切らす', situation: '診療日が減り、薬が切れる前に受診できない。', themes: ['medical_care', 'medication'], fn: 'policy_formation', center: 0, cases: 2, raised: '2026-04-30', moves: [['discuss', '2026-06-11', 'オンライン診療の試行を検討する。'], ['carry', '2026-11-19', '診療所の医師の体制が決まる次の年度に、続きを検討する。', { carriedTo: 2027, next: '2027-04-15' }]] },
  { town: '奥多摩町', title: '大雨で道が止まり、訪問が3日届かない', situation: '土砂災害の警戒のたびに、訪問サービスが止まる。', themes: ['disaster'], fn: 'network_building', center: 0, area: '山間部', cases: null, evidence: '昨年度の通行止めの記録', raised: '2026-09-10', next: '2026-12-04' },
]

/** How the prefecture sees some of them together. */
export const seenTogether = [
  { title: '坂の多い地域・山間部の移動手段', titleEn: 'Getting about in hills and mountains', theme: 'transport', words: '坂道や減便で外出が減る課題が、市部・区部・町に共通している。丘陵地と山間部では条件がちがうため、取組は分けて見る。' },
  { title: '歩いて行ける店がなくなった地域の買い物', titleEn: 'Shopping where no shop is near', theme: 'shopping', words: '閉店・移動販売の撤退・担い手の不足で買い物が難しくなっている。移動販売と共同購入の例を共有できる。' },
] as const
