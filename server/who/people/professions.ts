/** The professions of the forms (職種), in the order in which the lists of the program name them. */
export const professions: readonly { code: string; name: string; nameEn: string }[] = [
  ['doctor', '医師', 'Doctor'], ['dentist', '歯科医師', 'Dentist'], ['pharmacist', '薬剤師', 'Pharmacist'],
  ['public_health_nurse', '保健師', 'Public health nurse'], ['midwife', '助産師', 'Midwife'],
  ['nurse', '看護師', 'Nurse'], ['assistant_nurse', '准看護師', 'Assistant nurse'],
  ['physical_therapist', '理学療法士', 'Physical therapist'], ['occupational_therapist', '作業療法士', 'Occupational therapist'],
  ['speech_therapist', '言語聴覚士', 'Speech therapist'], ['orthoptist', '視能訓練士', 'Orthoptist'],
  ['prosthetist', '義肢装具士', 'Prosthetist and orthotist'], ['dental_hygienist', '歯科衛生士', 'Dental hygienist'],
  ['registered_dietitian', '管理栄養士', 'Registered dietitian'], ['dietitian', '栄養士', 'Dietitian'],
  ['social_worker', '社会福祉士', 'Social worker'], ['mental_health_social_worker', '精神保健福祉士', 'Mental health social worker'],
  ['care_worker', '介護福祉士', 'Care worker'], ['chief_care_manager', '主任介護支援専門員', 'Chief care manager'],
  ['care_manager', '介護支援専門員', 'Care manager'], ['life_support_coordinator', '生活支援コーディネーター', 'Life support coordinator'],
  ['dementia_coordinator', '認知症地域支援推進員', 'Dementia support coordinator'], ['clerk', '事務職', 'Administrative staff'],
  ['other', 'その他', 'Other'],
].map(([code, name, nameEn]) => ({ code: code!, name: name!, nameEn: nameEn! }))
