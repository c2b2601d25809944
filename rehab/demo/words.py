"""Names and lists that are plainly invented: surnames are birds, flowers, fruits and trees."""

from datetime import date
from random import Random

MEN = ["Agus", "Ahmad", "Andi", "Anton", "Arif", "Asep", "Bagus", "Bambang", "Bayu", "Beni", "Budi", "Cahyo", "Daniel", "Dedi", "Deni", "Dika", "Eko", "Fajar", "Feri", "Gilang", "Hadi", "Hasan", "Hendra", "Herman", "Ihsan", "Imam", "Indra", "Iwan", "Joko", "Kadek", "Ketut", "Lukas", "Made", "Mahmud", "Markus", "Nanang", "Nur", "Petrus", "Putu", "Rahmat", "Rian", "Rizal", "Rudi", "Saiful", "Samsul", "Slamet", "Sugeng", "Surya", "Taufik", "Teguh", "Ujang", "Wahyu", "Wayan", "Yanto", "Yohanes", "Yusuf", "Zainal"]
WOMEN = ["Ayu", "Citra", "Dewi", "Dian", "Eka", "Fitri", "Indah", "Intan", "Kartika", "Lestari", "Maria", "Mega", "Melati", "Nurul", "Putri", "Ratna", "Rina", "Rohana", "Sari", "Siti", "Sri", "Theresia", "Tuti", "Wati", "Wulan", "Yani", "Yuliana", "Zahra"]
INVENTED = ["Alamanda", "Anggrek", "Bangau", "Belimbing", "Cemara", "Cempaka", "Cendana", "Cendrawasih", "Dahlia", "Duku", "Durian", "Elang", "Enau", "Flamboyan", "Gagak", "Jalak", "Jambu", "Jati", "Kakaktua", "Kamboja", "Kasuari", "Kelapa", "Kenanga", "Kenari", "Ketapang", "Kutilang", "Langsat", "Mahoni", "Maleo", "Mangga", "Manggis", "Mawar", "Meranti", "Merbau", "Merpati", "Murai", "Nangka", "Nuri", "Pala", "Pinus", "Pipit", "Punai", "Rajawali", "Rambutan", "Sawo", "Seruni", "Sirsak", "Srikaya", "Tanjung", "Teratai", "Trembesi", "Trinil", "Ulin", "Walet", "Wijaya-Kusuma"]
PLACES = ("Barabai Contoh", "Kandangan Contoh", "Rantau Contoh", "Amuntai Contoh", "Paringin Contoh", "Tanjung Contoh")
ARTICLES = {
    "narkotika": ("Pasal 112 UU 35/2009", "Pasal 114 UU 35/2009", "Pasal 127 UU 35/2009"),
    "umum": ("Pasal 362 KUHP", "Pasal 363 KUHP", "Pasal 351 KUHP", "Pasal 372 KUHP", "Pasal 378 KUHP", "Pasal 480 KUHP"),
    "korupsi": ("Pasal 2 UU 31/1999", "Pasal 3 UU 31/1999"),
    "terorisme": ("Pasal 15 UU 15/2003",),
}
RELIGIONS = ("islam",) * 84 + ("protestan",) * 6 + ("katolik",) * 4 + ("hindu",) * 3 + ("buddha",) * 2 + ("konghucu",)
OFFENCES = ("narkotika",) * 52 + ("umum",) * 43 + ("korupsi",) * 4 + ("terorisme",)
EDUCATION = ("tidak_sekolah",) * 6 + ("sd",) * 34 + ("smp",) * 28 + ("sma",) * 28 + ("sarjana",) * 4

# code, name, kind of its programme
AGENCIES = (
    ("DISDIK", "Dinas Pendidikan Kabupaten Contoh"),
    ("DISPUS", "Dinas Perpustakaan dan Kearsipan Kabupaten Contoh"),
    ("DINKES", "Dinas Kesehatan Kabupaten Contoh"),
    ("DLH", "Dinas Lingkungan Hidup Kabupaten Contoh"),
    ("DISDAG", "Dinas Perdagangan Kabupaten Contoh"),
    ("SATPOL", "Satuan Polisi Pamong Praja dan Pemadam Kebakaran Kabupaten Contoh"),
    ("DPMPTSP", "Dinas PMPTSP dan Tenaga Kerja Kabupaten Contoh"),
    ("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Contoh"),
    ("DISTAN", "Dinas Pertanian dan Pangan Kabupaten Contoh"),
    ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik Kabupaten Contoh"),
)
# agency, name, kind, least education, classes in the Rutan, classes in the Lapas
PROGRAMMES = (
    ("DISDIK", "Kejar Paket A", "paket_a", None, 1, 1),
    ("DISDIK", "Kejar Paket B", "paket_b", "sd", 1, 2),
    ("DISDIK", "Kejar Paket C", "paket_c", "smp", 1, 2),
    ("DISPUS", "Literasi dan pojok baca", "literasi", None, 1, 2),
    ("DISTAN", "Pertanian terpadu", "pertanian", None, 1, 2),
    ("DISTAN", "Budi daya ikan dan hidroponik", "pertanian", None, 0, 1),
    ("DPMPTSP", "Pelatihan las listrik", "vokasi", None, 1, 1),
    ("DPMPTSP", "Pelatihan menjahit", "vokasi", None, 1, 1),
    ("DISDAG", "Kewirausahaan dan pemasaran", "vokasi", "sd", 0, 1),
    ("DLH", "Bank sampah dan kompos", "lainnya", None, 1, 1),
    ("DINKES", "Penyuluhan kesehatan", "kesehatan", None, 1, 1),
    ("SATPOL", "Tanggap kebakaran", "vokasi", None, 0, 1),
    ("DUKCAPIL", "Tertib administrasi kependudukan", "lainnya", None, 1, 0),
    ("KESBANGPOL", "Wawasan kebangsaan", "lainnya", None, 1, 1),
)
PLANS = {
    "DISDIK": (("Peserta lulus ujian kesetaraan", "orang", 60), ("Modul belajar", "paket", 200)),
    "DISPUS": (("Kunjungan perpustakaan keliling", "kali", 24), ("Buku dipinjamkan", "judul", 600)),
    "DINKES": (("Pemeriksaan kesehatan berkala", "kali", 12), ("Skrining TB", "orang", 400)),
    "DLH": (("Kompos dihasilkan", "kg", 1500),),
    "DISDAG": (("Produk dipasarkan", "jenis", 12),),
    "SATPOL": (("Latihan tanggap kebakaran", "kali", 4),),
    "DPMPTSP": (("Peserta bersertifikat", "orang", 80), ("Bursa kerja", "kali", 2)),
    "DUKCAPIL": (("Perekaman NIK", "orang", 150),),
    "DISTAN": (("Panen sayur", "kg", 2400), ("Demplot", "petak", 6)),
    "KESBANGPOL": (("Penyuluhan kebangsaan", "kali", 6),),
}


def invented_name(draw: Random, sex: str) -> str:
    """A given name and an invented surname."""
    return f"{draw.choice(MEN if sex == 'L' else WOMEN)} {draw.choice(INVENTED)}"


def month_starts(until: date, months: int) -> list[date]:
    """The first days of the `months` calendar months before the month of `until`, oldest first."""
    ends = until.year * 12 + until.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(ends - months, ends)]
